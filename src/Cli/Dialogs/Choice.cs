using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Dialogs;

/// <summary>One of several, chosen with the arrow keys, or at once with its number.</summary>
internal sealed class Choice<T>(IReadOnlyList<(string Label, T Value)> options) : IDialog
{
    private int _selected;

    /// <summary>What is chosen, once <see cref="Press"/> has said so.</summary>
    public T Value => options[_selected].Value;

    public int Draw(Page page)
    {
        for (var i = 0; i < options.Count; i++)
        {
            var isSelected = i == _selected;
            page.LineCut(
                new Part(isSelected ? "  › " : "    ", Palette.Asking),
                new Part($"{i + 1}  ", Palette.Dim),
                new Part(SafeText.OneLine(options[i].Label), isSelected ? Palette.Strong : Palette.Plain));
        }

        page.LineCut(new Part("    ↑ ↓ and Enter, or a number", Palette.Dim));
        return options.Count + 1;
    }

    public bool Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.UpArrow or ConsoleKey.K:
                _selected = (_selected + options.Count - 1) % options.Count;
                return false;
            case ConsoleKey.DownArrow or ConsoleKey.J or ConsoleKey.Tab:
                _selected = (_selected + 1) % options.Count;
                return false;
            case ConsoleKey.Enter:
                return true;
        }

        var number = key.KeyChar - '1';
        if (number < 0 || number >= options.Count) return false;
        _selected = number;
        return true;
    }
}
