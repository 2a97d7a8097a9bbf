using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Carillon.Cli.Terminals;

/// <summary>Opens the process's own standard streams.</summary>
internal static class StandardStreams
{
    private const int OutputHandle = 1;
    private const int FallbackWidth = 80;

    /// <summary>The terminal this process runs on, or the pipes it was given instead.</summary>
    public static Terminal Open(Interrupts interrupts)
    {
        var isInputTerminal = !Console.IsInputRedirected;
        var output = OpenOutput();
        var outputScreen = new Screen(WriterOver(output), TraitsOf(!Console.IsOutputRedirected));
        var errorScreen = new Screen(WriterOver(Console.OpenStandardError()), TraitsOf(!Console.IsErrorRedirected));
        return new Terminal
        {
            Input = Console.OpenStandardInput(),
            IsInputTerminal = isInputTerminal,
            Output = outputScreen,
            OutputBytes = output,
            Error = errorScreen,
            Keys = isInputTerminal && (outputScreen.IsTerminal || errorScreen.IsTerminal) ? new ConsoleKeys() : null,
            Interrupts = interrupts,
            Variable = Environment.GetEnvironmentVariable,
            VariableNames = () => Environment.GetEnvironmentVariables().Keys.Cast<string>(),
            Clock = TimeProvider.System,
        };
    }

    private static StreamWriter WriterOver(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    private static ScreenTraits TraitsOf(bool isTerminal)
    {
        if (!isTerminal) return ScreenTraits.Plain;
        var isDumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        var noColour = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        return new ScreenTraits(IsTerminal: !isDumb, Colours: !isDumb && !noColour, WidthNow);
    }

    private static int WidthNow() => Console.WindowWidth is > 0 and var width ? width : FallbackWidth;

    /// <summary>
    /// The runtime's own stream passes over a reader that has gone, and a follower would go on for ever. A file stream tells,
    /// but keeps a position of its own, which is wrong for a file that others write to as well; so it is used for pipes only.
    /// </summary>
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.OpenStandardOutput();
        var file = new FileStream(new SafeFileHandle(OutputHandle, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return file.CanSeek ? Console.OpenStandardOutput() : new PipeOutput(file);
    }
}
