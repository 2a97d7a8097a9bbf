using System.Text;

namespace Carillon.Cli.Rendering;

/// <summary>
/// Takes out of a stream of text what would command the terminal instead of being shown: escape sequences, control characters,
/// and marks that turn the direction of writing round. Agents and their tools are not trusted with the screen. Sequences may
/// be cut anywhere between two pieces.
/// </summary>
internal sealed class SafeText
{
    private const char Escape = '\u001b';
    private const char Bell = '\u0007';
    private State _state;
    private bool _endedWithReturn;

    private enum State
    {
        Text,
        Escape,
        Sequence,
        Command,
        CommandEscape,
    }

    /// <summary>One piece that stands alone.</summary>
    public static string Of(string text) => new SafeText().Take(text);

    /// <summary>The same on one line.</summary>
    public static string OneLine(string text) => string.Join(' ', Of(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>What of the next piece may be shown. Lines end with <c>\n</c>.</summary>
    public string Take(string piece)
    {
        var shown = new StringBuilder(piece.Length);
        foreach (var character in piece) Take(character, shown);
        return shown.ToString();
    }

    private void Take(char character, StringBuilder shown)
    {
        switch (_state)
        {
            case State.Text when character == Escape:
                _state = State.Escape;
                break;
            case State.Text:
                TakeText(character, shown);
                break;
            case State.Escape:
                _state = character switch
                {
                    '[' => State.Sequence,
                    ']' or 'P' or 'X' or '^' or '_' => State.Command,
                    >= ' ' and <= '/' => State.Escape,
                    _ => State.Text,
                };
                break;
            case State.Sequence when character is >= '@' and <= '~':
                _state = State.Text;
                break;
            case State.Command when character == Bell:
            case State.CommandEscape:
                _state = State.Text;
                break;
            case State.Command when character == Escape:
                _state = State.CommandEscape;
                break;
        }
    }

    private void TakeText(char character, StringBuilder shown)
    {
        // A lone return goes back over its line; here it begins a new one, so that nothing shown is written over.
        if (_endedWithReturn || character == '\n') shown.Append('\n');
        var isEndOfReturn = _endedWithReturn && character == '\n';
        _endedWithReturn = character == '\r';
        if (isEndOfReturn || character is '\n' or '\r') return;
        if (character == '\t' || !IsCommand(character)) shown.Append(character);
    }

    private static bool IsCommand(char character) =>
        char.IsControl(character) || character is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u200e' or '\u200f';
}
