using System.Text;
using Spectre.Console;

namespace Carillon.Cli.Rendering;

/// <summary>
/// Running text that comes in pieces. On a terminal lines are broken between words, for which a word is held back until it is
/// whole; elsewhere every piece goes out as it comes.
/// </summary>
internal sealed class Prose(Page page, Style style, string margin = "")
{
    private readonly StringBuilder _word = new();
    private readonly StringBuilder _blank = new();
    private readonly SafeText _safe = new();
    private int _column;
    private bool _hasBegun;

    /// <summary>Writes the next piece.</summary>
    public void Write(string piece)
    {
        var text = _safe.Take(piece);
        if (!page.IsTerminal)
        {
            page.Write(text, style);
            return;
        }

        foreach (var character in text)
        {
            switch (character)
            {
                case '\n' when !_hasBegun && _word.Length == 0:
                    break;
                case '\n':
                    Flush();
                    page.Write("\n");
                    _blank.Clear();
                    _column = 0;
                    break;
                case ' ' or '\t':
                    Flush();
                    _blank.Append(character == '\t' ? "    " : " ");
                    break;
                default:
                    _word.Append(character);
                    break;
            }
        }
    }

    /// <summary>Writes what was held back; to be called before anything else is written on the page.</summary>
    public void Flush()
    {
        if (_word.Length == 0) return;
        _hasBegun = true;
        var word = _word.ToString();
        _word.Clear();
        var width = page.Width - 1;
        if (_column > 0 && _column + _blank.Length + Columns.Of(word) > width)
        {
            page.Write("\n");
            _blank.Clear();
            _column = 0;
        }

        if (_column == 0) Put(margin);
        Put(_blank.ToString());
        _blank.Clear();
        PutWord(word, width);
    }

    /// <summary>Begins a new line: something else was written after the last. Empty lines before the next word are left out.</summary>
    public void BeginLine()
    {
        _hasBegun = false;
        _column = 0;
        _blank.Clear();
    }

    private void PutWord(string word, int width)
    {
        // Longer than a line: an address, say. It is broken where the line ends.
        while (_column + Columns.Of(word) > width && width > margin.Length + 1)
        {
            var head = Columns.Head(word, width - _column);
            Put(head);
            word = word[head.Length..];
            page.Write("\n");
            _column = 0;
            Put(margin);
        }

        Put(word);
    }

    private void Put(string text)
    {
        page.Write(text, style);
        _column += Columns.Of(text);
    }
}
