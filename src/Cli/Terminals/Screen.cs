using System.Text;
using Spectre.Console;

namespace Carillon.Cli.Terminals;

/// <summary>How a stream of output is to be written to.</summary>
/// <param name="IsTerminal">Lines can be drawn again, and a person sees them at once.</param>
/// <param name="Colours">Styles are shown; false with <c>NO_COLOR</c>.</param>
/// <param name="Width">Columns.</param>
internal sealed record ScreenTraits(bool IsTerminal, bool Colours, Func<int> Width)
{
    /// <summary>Wide enough that nothing is ever folded or cut.</summary>
    public const int Unlimited = 100_000;

    /// <summary>A file, a pipe or a log.</summary>
    public static ScreenTraits Plain { get; } = new(IsTerminal: false, Colours: false, () => Unlimited);
}

/// <summary>Standard output or standard error, with what can be done on it.</summary>
internal sealed class Screen : IAnsiConsoleOutput
{
    private readonly ScreenTraits _traits;

    public Screen(TextWriter writer, ScreenTraits traits)
    {
        Writer = writer;
        _traits = traits;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = this,
            Ansi = traits.IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = traits.Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = traits.IsTerminal ? InteractionSupport.Yes : InteractionSupport.No,

            // A build server's log is a log: nothing about it is to be guessed from its environment.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
    }

    /// <summary>For tables, progress and styled text.</summary>
    public IAnsiConsole Console { get; }

    /// <inheritdoc/>
    public TextWriter Writer { get; }

    /// <inheritdoc/>
    public bool IsTerminal => _traits.IsTerminal;

    /// <inheritdoc/>
    public int Width => _traits.Width();

    /// <inheritdoc/>
    public int Height => 24;

    /// <inheritdoc/>
    public void SetEncoding(Encoding encoding)
    {
        // Output is UTF-8 from the start.
    }

    /// <summary>Writes text as it stands; whoever calls has broken its lines.</summary>
    public void Write(string text, Style? style = null) => Console.Write(new Verbatim(text, style ?? Style.Plain));

    /// <summary>Writes one line.</summary>
    public void WriteLine(string text = "", Style? style = null)
    {
        Write(text, style);
        Write("\n");
    }

    /// <summary>Takes back the line that the cursor is on; only on a terminal.</summary>
    public void EraseLine() => Control("\r\u001b[2K");

    /// <summary>Takes back the lines above the cursor, which stands at the beginning of one; only on a terminal.</summary>
    public void EraseLinesAbove(int count)
    {
        if (count > 0) Control($"\u001b[{count}A\r\u001b[J");
    }

    private void Control(string code)
    {
        if (IsTerminal) Console.Write(new ControlCode(code));
    }
}
