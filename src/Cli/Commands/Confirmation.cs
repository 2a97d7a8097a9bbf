using Carillon.Cli.Dialogs;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Commands;

/// <summary>Asks a person before something that cannot be taken back.</summary>
internal static class Confirmation
{
    /// <summary>Returns only when the answer is yes.</summary>
    public static async Task AskAsync(Terminal terminal, string question, CancellationToken cancellationToken)
    {
        if (terminal.Keys is not { } keys) throw new CliException(ExitCode.Usage, "Nobody can be asked here", "Say --yes if you are sure.");
        var page = new Page(terminal.Output.IsTerminal ? terminal.Output : terminal.Error);
        var choice = new Choice<bool>([("No", false), ("Yes", true)]);
        page.Line(new Part("  ? ", Palette.Asking), new Part(question, Palette.Strong));
        keys.Discard();
        var drawn = choice.Draw(page);
        try
        {
            while (!choice.Press(await keys.ReadAsync(cancellationToken)))
            {
                page.EraseLines(drawn);
                drawn = choice.Draw(page);
            }
        }
        finally
        {
            page.EraseLines(drawn);
        }

        if (!choice.Value) throw new CliException(ExitCode.Interrupted, "Left as it is");
    }
}
