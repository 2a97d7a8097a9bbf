using System.Text;

namespace Carillon.Features.Exec.Shell;

/// <summary>Reads one argument and does to it what a shell would do before a program sees it: quotes, variables, substitutions, splitting.</summary>
internal sealed class WordReader(Cursor cursor)
{
    private static readonly HashSet<string> KnownNames = ["HOME", "PWD", "OLDPWD", "USER", "PATH", "TMPDIR", "SHELL"];

    private readonly StringBuilder _current = new();
    private readonly List<string> _fields = [];
    private readonly List<Script> _inner = [];
    private bool _isCertain = true;
    private bool _isBare = true;
    private bool _hasPattern;
    private bool _hasBracket;
    private bool _isProcess;
    private bool _isQuoted;

    /// <summary>The words that an argument becomes, at least one. Stands on a delimiter afterwards.</summary>
    public IReadOnlyList<Word> Read()
    {
        var start = cursor.At;
        while (!cursor.IsAtDelimiter || IsAtProcess) ReadUnquoted();
        if (cursor.At == start) throw new ShellSyntaxException("a word is missing");
        if (_current.Length > 0 || _isQuoted || _fields.Count == 0) _fields.Add(_current.ToString());
        return [.. _fields.SelectMany(Braces.Expand).Select((text, i) => ToWord(text, i == 0))];
    }

    /// <summary>A whole text as in double quotes: a here-document, or a sum.</summary>
    public Word ReadQuoted()
    {
        while (!cursor.IsAtEnd) ReadInQuotes();
        return ToWord(_current.ToString(), isFirst: true);
    }

    private bool IsAtProcess => cursor is { Now: '<' or '>', Next: '(' };

    private Word ToWord(string text, bool isFirst) => new(text, _isCertain)
    {
        IsBare = _isBare && _isCertain,
        HasPattern = _hasPattern || (_hasBracket && text.IndexOf('[') < text.LastIndexOf(']')),
        IsProcess = _isProcess,
        Inner = isFirst ? _inner : [],
    };

    private void ReadUnquoted()
    {
        switch (cursor.Now)
        {
            case '<' or '>':
                cursor.At++;
                ReadCommands();
                (_isProcess, _isBare) = (true, false);
                _current.Append("/dev/fd/63");
                break;
            case '\'':
                ReadSingle();
                break;
            case '"':
                ReadDouble();
                break;
            case '\\':
                ReadEscape();
                break;
            case '$':
                ReadDollar(quoted: false);
                break;
            case '`':
                ReadBackquotes(quoted: false);
                break;
            default:
                ReadPlain(cursor.Now);
                break;
        }
    }

    private void ReadPlain(char letter)
    {
        _hasPattern |= letter is '*' or '?';
        _hasBracket |= letter is '[';
        _current.Append(letter switch { '{' => Braces.Open, ',' => Braces.Comma, '}' => Braces.Close, _ => letter });
        cursor.At++;
    }

    private void ReadInQuotes()
    {
        switch (cursor.Now)
        {
            case '\\' when cursor.Next is '$' or '`' or '"' or '\\':
                _current.Append(cursor.Next);
                cursor.At += 2;
                break;
            case '\\' when cursor.Next == '\n':
                cursor.At += 2;
                break;
            case '$':
                ReadDollar(quoted: true);
                break;
            case '`':
                ReadBackquotes(quoted: true);
                break;
            default:
                _current.Append(cursor.Now);
                cursor.At++;
                break;
        }
    }

    private void ReadEscape()
    {
        if (cursor.Next != '\n')
        {
            if (cursor.At + 1 >= cursor.Text.Length) throw new ShellSyntaxException("nothing follows the backslash");
            Quote();
            _current.Append(cursor.Next);
        }

        cursor.At += 2;
    }

    private void ReadSingle()
    {
        Quote();
        var end = cursor.Text.IndexOf('\'', cursor.At + 1);
        if (end < 0) throw new ShellSyntaxException("a quote is not closed");
        _current.Append(cursor.Text, cursor.At + 1, end - cursor.At - 1);
        cursor.At = end + 1;
    }

    private void ReadDouble()
    {
        Quote();
        cursor.At++;
        while (cursor.Now != '"')
        {
            if (cursor.IsAtEnd) throw new ShellSyntaxException("a quote is not closed");
            ReadInQuotes();
        }

        cursor.At++;
    }

    private void ReadDollar(bool quoted)
    {
        cursor.At++;
        switch (cursor.Now)
        {
            case '(' when cursor.Next == '(' && ReadSum():
                break;
            case '(':
                Insert(Echo.TextOf(ReadCommands()), quoted);
                break;
            case '{':
                ReadParameter(quoted);
                break;
            case '\'' when !quoted:
                Quote();
                cursor.At++;
                _current.Append(AnsiQuote.Read(cursor));
                break;
            case '"' when !quoted:
                break;
            case '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                InsertVariable(cursor.TakeName(), quoted);
                break;
            case (>= '0' and <= '9') or '@' or '*' or '#' or '?' or '-' or '$' or '!':
                cursor.At++;
                Insert("", quoted);
                break;
            default:
                _current.Append('$');
                break;
        }
    }

    /// <summary>From the opening parenthesis to behind the closing one.</summary>
    private Script ReadCommands() => cursor.State.Nest(() =>
    {
        cursor.At++;
        var script = new ShellParser(cursor).ReadUntil(")");
        if (!cursor.Take(")")) throw new ShellSyntaxException("a parenthesis is not closed");
        _inner.Add(script);
        return script;
    });

    private void ReadBackquotes(bool quoted)
    {
        var inner = new StringBuilder();
        for (cursor.At++; cursor.Now != '`'; cursor.At++)
        {
            if (cursor.IsAtEnd) throw new ShellSyntaxException("a backquote is not closed");
            if (cursor is { Now: '\\', Next: '`' or '\\' or '$' }) cursor.At++;
            inner.Append(cursor.Now);
        }

        cursor.At++;
        var script = cursor.State.Nest(() => new ShellParser(cursor.Inside(inner.ToString())).ReadAll());
        _inner.Add(script);
        Insert(Echo.TextOf(script), quoted);
    }

    /// <summary><c>$((…))</c>; false when these are two parentheses of commands.</summary>
    private bool ReadSum()
    {
        if (Sums.ContentAt(cursor) is not { } content) return false;
        var sum = cursor.State.Nest(() => new WordReader(cursor.Inside(content)).ReadQuoted());
        _inner.AddRange(sum.Inner);
        Insert("0", quoted: true);
        return true;
    }

    /// <summary><c>${…}</c>: what it defaults to is taken for its value where nothing better is known.</summary>
    private void ReadParameter(bool quoted)
    {
        cursor.At++;
        while (cursor.Now is '!' or '#') cursor.At++;
        var name = cursor.TakeName();
        if (name.Length == 0 && !cursor.IsAtEnd && cursor.Now != '}') cursor.At++;
        var before = _current.Length;
        if (cursor.Now != '}') InsertVariable(name, quoted: true);
        else InsertVariable(name, quoted);
        var isKnown = _current.Length > before;
        var isDefault = cursor.Take(":-") || cursor.Take(":=") || cursor.Take(":+") || cursor.Take("-") || cursor.Take("=") || cursor.Take("+");
        before = _current.Length;
        cursor.State.Nest(() =>
        {
            while (cursor.Now != '}') ReadInBraces();
            return true;
        });
        cursor.At++;
        if ((isKnown || !isDefault) && _current.Length > before) _current.Length = before;
    }

    private void ReadInBraces()
    {
        if (cursor.IsAtEnd) throw new ShellSyntaxException("a brace is not closed");
        if (cursor.Now == '"') ReadDouble();
        else if (cursor.Now == '\'') ReadSingle();
        else ReadInQuotes();
    }

    private void InsertVariable(string name, bool quoted)
    {
        if (name == "IFS" && !quoted) Insert(" ", quoted: false);
        else if (cursor.State.Variables.TryGetValue(name, out var value)) Insert(value, quoted);
        else Insert(KnownNames.Contains(name) ? "$" + name : "", quoted);
    }

    /// <summary>Something that the line alone does not tell; outside of quotes its blanks part words.</summary>
    private void Insert(string guess, bool quoted)
    {
        _isCertain = false;
        _isQuoted |= quoted;
        if (quoted)
        {
            _current.Append(guess);
            return;
        }

        foreach (var letter in guess)
        {
            if (letter is ' ' or '\t' or '\n') EndField();
            else _current.Append(letter);
        }
    }

    private void EndField()
    {
        if (_current.Length == 0) return;
        _fields.Add(_current.ToString());
        _current.Clear();
    }

    private void Quote()
    {
        _isBare = false;
        _isQuoted = true;
    }
}
