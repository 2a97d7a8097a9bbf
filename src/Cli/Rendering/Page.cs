using Carillon.Cli.Terminals;
using Spectre.Console;

namespace Carillon.Cli.Rendering;

/// <summary>What kind of thing stands on the page; things of different kinds are set apart by an empty line.</summary>
internal enum Block
{
    None,
    Note,
    Answer,
    Thought,
    Work,
    Plan,
    Outcome,
}

/// <summary>A piece of a line in one style.</summary>
internal readonly record struct Part(string Text, Style? Style = null)
{
    public static implicit operator Part(string text) => new(text);
}

/// <summary>
/// Sets blocks one below the other on a screen, and knows where the cursor is: at the beginning of a line, in one that is being
/// written, or on one that the next may replace.
/// </summary>
internal sealed class Page(Screen screen)
{
    private Block _block;
    private Cursor _cursor;
    private int _newlines;

    private enum Cursor
    {
        AtBeginning,
        InLine,

        /// <summary>On a line that stays unless it is replaced.</summary>
        OnStandingLine,

        /// <summary>On a line that goes as soon as there is something to say.</summary>
        OnPassingLine,
    }

    /// <summary>Columns.</summary>
    public int Width => screen.Width;

    /// <summary>Whether lines can be drawn again.</summary>
    public bool IsTerminal => screen.IsTerminal;

    /// <summary>Whether a line can be shown in passing without breaking one that is being written.</summary>
    public bool HasRoomInPassing => IsTerminal && _cursor is Cursor.AtBeginning or Cursor.OnPassingLine;

    /// <summary>Begins or goes on with a block.</summary>
    /// <param name="keepStanding">Leaves a standing line of the same block to be replaced.</param>
    public void Enter(Block block, bool keepStanding = false)
    {
        if (_block == block)
        {
            if (!keepStanding || _cursor == Cursor.OnPassingLine) Settle();
            return;
        }

        EndLine();
        if (_block != Block.None && _newlines < 2) Put("\n");
        _block = block;
    }

    /// <summary>Writes in the line, which stays open.</summary>
    public void Write(string text, Style? style = null)
    {
        if (text.Length == 0) return;
        Settle();
        Put(text, style);
        _cursor = text[^1] == '\n' ? Cursor.AtBeginning : Cursor.InLine;
    }

    /// <summary>Writes a line of its own.</summary>
    public void Line(params ReadOnlySpan<Part> parts)
    {
        EndLine();
        foreach (var part in parts) Put(part.Text, part.Style);
        Put("\n");
    }

    /// <summary>Writes a line of its own, no longer than the screen is wide.</summary>
    public void LineCut(params ReadOnlySpan<Part> parts) => Line([.. Cut(parts)]);

    /// <summary>Shows a line that <see cref="Replace"/> can take back. Where nothing can be drawn again, it is not shown at all.</summary>
    public void Stand(params ReadOnlySpan<Part> parts) => Show(Cursor.OnStandingLine, parts);

    /// <summary>Shows a line until there is anything else to say, if there is room for it.</summary>
    public void Pass(params ReadOnlySpan<Part> parts)
    {
        if (HasRoomInPassing) Show(Cursor.OnPassingLine, parts);
    }

    /// <summary>Takes back the standing line, if there is one.</summary>
    public void Replace()
    {
        if (_cursor is not (Cursor.OnStandingLine or Cursor.OnPassingLine)) return;
        screen.EraseLine();
        _cursor = Cursor.AtBeginning;
    }

    /// <summary>Takes back whole lines that were just written.</summary>
    public void EraseLines(int count)
    {
        if (count == 0) return;
        Settle();
        screen.EraseLinesAbove(count);
    }

    /// <summary>Leaves the cursor at the beginning of a line.</summary>
    public void EndLine()
    {
        Settle();
        if (_cursor == Cursor.InLine) Put("\n");
        _cursor = Cursor.AtBeginning;
    }

    private void Show(Cursor cursor, ReadOnlySpan<Part> parts)
    {
        if (!IsTerminal) return;
        Replace();
        EndLine();
        foreach (var part in Cut(parts)) screen.Write(part.Text, part.Style);
        if (cursor == Cursor.OnStandingLine) _newlines = 0;
        _cursor = cursor;
    }

    private void Settle()
    {
        if (_cursor == Cursor.OnPassingLine) Replace();
        if (_cursor != Cursor.OnStandingLine) return;
        _cursor = Cursor.AtBeginning;
        Put("\n");
    }

    private void Put(string text, Style? style = null)
    {
        if (text.Length == 0) return;
        screen.Write(text, style);
        var body = text.AsSpan().TrimEnd('\n');
        _newlines = text.Length - body.Length + (body.IsEmpty ? _newlines : 0);
    }

    /// <summary>A line that is longer than the screen is wide would be several, and could not be taken back.</summary>
    private List<Part> Cut(ReadOnlySpan<Part> parts)
    {
        var cut = new List<Part>();
        var room = Width - 1;
        foreach (var part in parts)
        {
            var text = Columns.Cut(part.Text, room);
            cut.Add(part with { Text = text });
            room -= Columns.Of(text);
        }

        return cut;
    }
}
