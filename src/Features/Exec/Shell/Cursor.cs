namespace Carillon.Features.Exec.Shell;

/// <summary>A place in a text, and what is known by then: shared by all who read the same line.</summary>
internal sealed class Cursor(string text, LineState state)
{
    public string Text { get; } = text;

    public int At { get; set; }

    public LineState State { get; } = state;

    public bool IsAtEnd => At >= Text.Length;

    public char Now => At < Text.Length ? Text[At] : '\0';

    public char Next => At + 1 < Text.Length ? Text[At + 1] : '\0';

    /// <summary>Whether a word of the shell's ends here at the latest.</summary>
    public bool IsAtDelimiter => IsAtEnd || IsDelimiter(Now);

    public bool StartsWith(string what) => string.CompareOrdinal(Text, At, what, 0, what.Length) == 0;

    public bool StartsWithWord(string word) =>
        StartsWith(word) && (At + word.Length >= Text.Length || IsDelimiter(Text[At + word.Length]));

    public bool Take(string what)
    {
        if (!StartsWith(what)) return false;
        At += what.Length;
        return true;
    }

    /// <summary>Passes over blanks, comments and joined lines; not over the end of a line.</summary>
    public void SkipBlanks()
    {
        while (!IsAtEnd)
        {
            if (Now is ' ' or '\t' or '\r') At++;
            else if (Now == '\\' && Next == '\n') At += 2;
            else if (Now == '#' && (At == 0 || IsDelimiter(Text[At - 1]))) SkipLine();
            else break;
        }
    }

    public string TakeName()
    {
        var start = At;
        while (char.IsAsciiLetterOrDigit(Now) || Now == '_') At++;
        return Text[start..At];
    }

    /// <summary>Another text of the same line, such as what stands between backquotes.</summary>
    public Cursor Inside(string inner) => new(inner, State);

    private static bool IsDelimiter(char letter) => letter is ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or '(' or ')' or '<' or '>';

    private void SkipLine()
    {
        while (!IsAtEnd && Now != '\n') At++;
    }
}

/// <summary>What holds for a line as a whole while it is read.</summary>
internal sealed class LineState
{
    private const int MaxNesting = 40;

    private int _nesting;

    /// <summary>What the line itself sets, as far as that can be told. A value may still be another when the line runs.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads something that stands inside something else.</summary>
    public T Nest<T>(Func<T> read)
    {
        if (++_nesting > MaxNesting) throw new ShellSyntaxException("nested too deeply");
        try
        {
            return read();
        }
        finally
        {
            _nesting--;
        }
    }
}
