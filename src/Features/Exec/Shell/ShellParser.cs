namespace Carillon.Features.Exec.Shell;

/// <summary>
/// Takes a line apart as sh and bash do (POSIX.1-2017, XCU 2): lists, pipelines, compound commands, functions, redirections, here-documents.
/// Nothing is run and nothing is looked up.
/// </summary>
internal sealed class ShellParser(Cursor cursor)
{
    private static readonly string[] Closers = ["then", "elif", "else", "fi", "do", "done", "esac", "}"];

    private readonly HereDocuments _documents = new(cursor);

    /// <exception cref="ShellSyntaxException">No shell would take it.</exception>
    public static Script Parse(string line)
    {
        if (line.AsSpan().ContainsAny(Braces.Open, Braces.Comma, Braces.Close)) throw new ShellSyntaxException("a character that has no meaning");
        return new ShellParser(new Cursor(line, new LineState())).ReadAll();
    }

    public Script ReadAll()
    {
        var script = ReadUntil();
        return cursor.IsAtEnd ? script : throw Unexpected();
    }

    /// <summary>Reads commands and stands on one of the words that end them, or at the end.</summary>
    public Script ReadUntil(params string[] stops)
    {
        var pipelines = new List<Pipeline>();
        while (true)
        {
            SkipLines();
            if (cursor.IsAtEnd || IsAt(stops)) return new Script(pipelines);
            var commands = ReadPipeline();
            cursor.SkipBlanks();
            var isBackground = cursor.Now == '&' && cursor.Next != '&';
            pipelines.Add(new Pipeline(commands, isBackground));
            if (cursor.Take("&&") || cursor.Take("||") || cursor.IsAtEnd || cursor.Now == '\n' || IsAt(stops)) continue;
            if (cursor.StartsWith(";;") || cursor.Now is not (';' or '&')) throw Unexpected();
            cursor.At++;
        }
    }

    private List<Command> ReadPipeline()
    {
        var commands = new List<Command>();
        do
        {
            SkipLines();
            while (TakeWord("!") || TakeWord("time") || TakeWord("coproc") || (commands.Count == 0 && TakeWord("-p"))) cursor.SkipBlanks();
            commands.Add(cursor.State.Nest(ReadCommand));
            cursor.SkipBlanks();
        }
        while (!cursor.StartsWith("||") && (cursor.Take("|&") || cursor.Take("|")));
        return commands;
    }

    private Command ReadCommand()
    {
        if (cursor is { Now: '(', Next: '(' } && Sums.ContentAt(cursor) is { } sum) return Nothing(new WordReader(cursor.Inside(sum)).ReadQuoted());
        if (cursor.Take("(")) return Close(ReadUntil(")"), ")");
        if (TakeWord("{")) return Close(ReadUntil("}"), "}");
        if (TakeWord("if")) return ReadParts(["then", "elif", "else", "fi"]);
        if (TakeWord("while") || TakeWord("until")) return ReadParts(["do", "done"]);
        if (TakeWord("for") || TakeWord("select")) return ReadFor();
        if (TakeWord("case")) return ReadCase();
        if (TakeWord("[[")) return ReadTest();
        if (TakeWord("function")) return ReadFunction(ReadWord().Text);
        if (Array.Exists(Closers, cursor.StartsWithWord)) throw Unexpected();
        return ReadSimple();
    }

    private Command ReadSimple()
    {
        var (assignments, words, redirections) = (new List<Assignment>(), new List<Word>(), new List<Redirection>());
        while (true)
        {
            cursor.SkipBlanks();
            if (_documents.TryReadRedirection(redirections)) continue;
            if (cursor.Now == '(' && words is [{ IsBare: true }] && assignments.Count == 0) return ReadFunction(words[0].Text);
            if (cursor.IsAtDelimiter && cursor is not { Now: '<' or '>', Next: '(' }) break;
            if (words.Count == 0 && TryReadAssignment() is { } assignment) assignments.Add(assignment);
            else words.AddRange(new WordReader(cursor).Read());
        }

        if (assignments.Count + words.Count + redirections.Count == 0) throw Unexpected();
        if (words is [{ Text: "export" or "declare" or "typeset" or "local" or "readonly" }, ..]) Remember(words);
        return new SimpleCommand(assignments, words, redirections);
    }

    private Assignment? TryReadAssignment()
    {
        var start = cursor.At;
        var name = cursor.TakeName();
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !(cursor.Take("=") || cursor.Take("+=")))
        {
            cursor.At = start;
            return null;
        }

        var value = cursor.Now == '(' ? ReadArray() : cursor.IsAtDelimiter ? new Word("", true) : ReadWord();
        cursor.State.Variables[name] = value.Text;
        return new Assignment(name, value);
    }

    private Word ReadArray()
    {
        cursor.At++;
        var items = new List<Word>();
        for (SkipLines(); !cursor.Take(")"); SkipLines()) items.AddRange(new WordReader(cursor).Read());
        return new Word(string.Join(' ', items.Select(item => item.Text)), false) { Inner = [.. items.SelectMany(item => item.Inner)] };
    }

    private void Remember(List<Word> words)
    {
        foreach (var word in words)
        {
            if (word.Text.IndexOf('=', StringComparison.Ordinal) is > 0 and var end) cursor.State.Variables[word.Text[..end]] = word.Text[(end + 1)..];
        }
    }

    private Function ReadFunction(string name)
    {
        cursor.SkipBlanks();
        if (cursor.Take("("))
        {
            cursor.SkipBlanks();
            if (!cursor.Take(")")) throw Unexpected();
        }

        SkipLines();
        return new Function(name, cursor.State.Nest(ReadCommand));
    }

    /// <summary>What stands between the words of a condition or a loop, all of it; the last word ends it.</summary>
    private Group ReadParts(string[] words)
    {
        var pipelines = new List<Pipeline>();
        while (true)
        {
            pipelines.AddRange(ReadUntil(words).Pipelines);
            if (TakeWord(words[^1])) return WithRedirections(new Script(pipelines));
            if (!Array.Exists(words, TakeWord)) throw Unexpected();
        }
    }

    private Group ReadFor()
    {
        cursor.SkipBlanks();
        var head = new List<Word>();
        if (cursor is { Now: '(', Next: '(' } && Sums.ContentAt(cursor) is { } sum)
        {
            head.Add(new WordReader(cursor.Inside(sum)).ReadQuoted());
        }
        else
        {
            var name = cursor.TakeName();
            SkipLines();
            if (TakeWord("in"))
            {
                for (cursor.SkipBlanks(); !cursor.IsAtDelimiter; cursor.SkipBlanks()) head.AddRange(new WordReader(cursor).Read());
            }

            cursor.State.Variables[name] = head.Count > 0 ? head[0].Text : "";
        }

        cursor.SkipBlanks();
        cursor.Take(";");
        SkipLines();
        var body = TakeWord("{") ? Close(ReadUntil("}"), "}") : TakeWord("do") ? ReadParts(["done"]) : throw Unexpected();
        return body with { Body = new Script([new Pipeline([Nothing([.. head])], false), .. body.Body.Pipelines]) };
    }

    private Group ReadCase()
    {
        cursor.SkipBlanks();
        var pipelines = new List<Pipeline> { new([Nothing(ReadWord())], false) };
        SkipLines();
        if (!TakeWord("in")) throw Unexpected();
        for (SkipLines(); !TakeWord("esac"); SkipLines())
        {
            cursor.Take("(");
            while (!cursor.Take(")"))
            {
                cursor.SkipBlanks();
                if (!cursor.Take("|")) pipelines.Add(new Pipeline([Nothing(ReadWord())], false));
                cursor.SkipBlanks();
            }

            pipelines.AddRange(ReadUntil(";;", ";&", "esac").Pipelines);
            if (cursor.Take(";;&") || cursor.Take(";;") || cursor.Take(";&")) continue;
            if (cursor.IsAtEnd) throw Unexpected();
        }

        return WithRedirections(new Script(pipelines));
    }

    private SimpleCommand ReadTest()
    {
        var words = new List<Word> { new("[[", true) };
        for (SkipLines(); !TakeWord("]]"); SkipLines())
        {
            if (cursor.IsAtEnd) throw Unexpected();
            if (cursor.IsAtDelimiter) cursor.At++;
            else words.AddRange(new WordReader(cursor).Read());
        }

        return new SimpleCommand([], words, []);
    }

    private Word ReadWord()
    {
        cursor.SkipBlanks();
        var words = new WordReader(cursor).Read();
        return words.Count == 1 ? words[0] : words[0] with { Text = string.Join(' ', words.Select(word => word.Text)) };
    }

    private Group Close(Script body, string closer) => TakeWord(closer) || cursor.Take(closer) ? WithRedirections(body) : throw Unexpected();

    private Group WithRedirections(Script body)
    {
        var redirections = new List<Redirection>();
        do cursor.SkipBlanks();
        while (_documents.TryReadRedirection(redirections));
        return new Group(body, redirections);
    }

    private static SimpleCommand Nothing(params IReadOnlyList<Word> words) => new([], [new Word(":", true), .. words], []);

    /// <summary>Passes over blanks and ends of lines; here-documents begin behind the latter.</summary>
    private void SkipLines()
    {
        for (cursor.SkipBlanks(); cursor.Now == '\n'; cursor.SkipBlanks())
        {
            cursor.At++;
            _documents.ReadBodies();
        }
    }

    private bool IsAt(string[] stops) => Array.Exists(stops, stop => char.IsAsciiLetter(stop[0]) || stop == "}" ? cursor.StartsWithWord(stop) : cursor.StartsWith(stop));

    private bool TakeWord(string word) => cursor.StartsWithWord(word) && cursor.Take(word);

    private ShellSyntaxException Unexpected() => new($"something unexpected at character {cursor.At + 1}");
}
