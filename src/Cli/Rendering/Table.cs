using Carillon.Cli.Terminals;

namespace Carillon.Cli.Rendering;

/// <summary>Columns without lines: easy to read, and easy to cut apart. The widest column gives way where the screen is too narrow.</summary>
internal sealed class Table(params IReadOnlyList<string> heads)
{
    private const string Between = "  ";
    private readonly List<Part[]> _rows = [];

    /// <summary>Adds a row with a cell for each head.</summary>
    public void Add(params ReadOnlySpan<Part> cells)
    {
        var row = new Part[cells.Length];
        for (var i = 0; i < cells.Length; i++) row[i] = cells[i] with { Text = SafeText.OneLine(cells[i].Text) };
        _rows.Add(row);
    }

    public void Write(Screen screen)
    {
        var widths = Widths(screen.Width - 1);
        WriteRow(screen, [.. heads.Select(head => new Part(head, Palette.Dim))], widths);
        foreach (var row in _rows) WriteRow(screen, row, widths);
    }

    private int[] Widths(int room)
    {
        var widths = heads.Select((head, i) => _rows.Select(row => Columns.Of(row[i].Text)).Append(head.Length).Max()).ToArray();
        var over = widths.Sum() + (Between.Length * (widths.Length - 1)) - room;
        if (over <= 0) return widths;
        var widest = Array.IndexOf(widths, widths.Max());
        widths[widest] = Math.Max(widths[widest] - over, heads[widest].Length);
        return widths;
    }

    private static void WriteRow(Screen screen, Part[] row, int[] widths)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var text = Columns.Cut(row[i].Text, widths[i]);
            screen.Write(text, row[i].Style);
            if (i < row.Length - 1) screen.Write(new string(' ', widths[i] - Columns.Of(text)) + Between);
        }

        screen.Write("\n");
    }
}
