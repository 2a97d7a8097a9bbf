using Carillon.Cli.Terminals;
using Carillon.Events;

namespace Carillon.Cli.Rendering;

/// <summary>What commands print, behind a bar; of a long output the beginning and the number of lines that were left out.</summary>
internal sealed class CommandOutput(Page page)
{
    private const int MaxLines = 20;
    private readonly Dictionary<string, Output> _outputs = [];

    public void Print(TerminalOutput output)
    {
        if (!_outputs.TryGetValue(output.TerminalId, out var state)) _outputs[output.TerminalId] = state = new Output();
        var lines = (state.Rest + state.Safe.Take(output.Data)).Split('\n');
        state.Rest = lines[^1];
        foreach (var line in lines[..^1]) Print(state, line);
    }

    public void End(TerminalCompleted completed)
    {
        if (_outputs.Remove(completed.TerminalId, out var state))
        {
            if (state.Rest.Length > 0) Print(state, state.Rest);
            if (state.Lines > MaxLines) Line($"… {Amounts.Count(state.Lines - MaxLines, "more line")}");
        }

        if (completed.ExitCode == 0) return;
        page.Enter(Block.Work);
        page.LineCut("  ", new Part($"└ exit code {completed.ExitCode}", Palette.Bad), new Part($"  {SafeText.OneLine(completed.Command)}", Palette.Dim));
    }

    private void Print(Output state, string line)
    {
        if (++state.Lines <= MaxLines) Line(line);
    }

    private void Line(string text)
    {
        page.Enter(Block.Work);
        page.LineCut(new Part("  │ " + text.Replace("\t", "    ", StringComparison.Ordinal), Palette.Dim));
    }

    private sealed class Output
    {
        public SafeText Safe { get; } = new();

        public string Rest { get; set; } = "";

        public int Lines { get; set; }
    }
}
