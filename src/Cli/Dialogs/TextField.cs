using System.Text;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Dialogs;

/// <summary>A line of text, typed at its end.</summary>
internal sealed class TextField(string label) : IDialog
{
    private readonly StringBuilder _text = new();

    public string Value => _text.ToString().Trim();

    public int Draw(Page page)
    {
        // What is typed last must be seen, so a long text is cut at its beginning.
        var room = Math.Max(page.Width - Columns.Of(label) - 8, 1);
        var text = _text.Length > room ? _text.ToString(_text.Length - room, room) : _text.ToString();
        page.LineCut(new Part($"  › {label} ", Palette.Asking), text, new Part("▏", Palette.Dim));
        return 1;
    }

    public bool Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                return Value.Length > 0;
            case ConsoleKey.Backspace:
                if (_text.Length > 0) _text.Length--;
                return false;
            default:
                if (!char.IsControl(key.KeyChar)) _text.Append(key.KeyChar);
                return false;
        }
    }
}
