using Carillon.Events;
using Carillon.Features.Exec.Shell;

namespace Carillon.Features.Exec.Risk;

/// <summary>
/// How dangerous a line is: the highest of everything that a shell would run of it. What depends on more than the line (a variable, the
/// output of a command) is judged by the best guess, and is never low.
/// </summary>
internal sealed class RiskAssessment
{
    private const int MaxDepth = 24;

    private static readonly string[] Settings =
        ["PATH", "IFS", "ENV", "BASH_ENV", "PAGER", "EDITOR", "VISUAL", "SHELL", "HOME", "PROMPT_COMMAND", "PYTHONSTARTUP", "PYTHONPATH", "NODE_OPTIONS", "PERL5OPT", "PERL5LIB", "RUBYOPT", "BROWSER"];

    private int _depth;

    /// <summary>The level of a line; high for one that no shell would take.</summary>
    public static RiskLevel Of(string line)
    {
        try
        {
            return new RiskAssessment().Of(ShellParser.Parse(line));
        }
        catch (ShellSyntaxException)
        {
            return RiskLevel.High;
        }
    }

    private RiskLevel Of(Script script)
    {
        if (++_depth > MaxDepth) throw new ShellSyntaxException("nested too deeply");
        var level = Highest(script.Pipelines.Select(Of));
        _depth--;
        return level;
    }

    private RiskLevel Of(Pipeline pipeline)
    {
        var level = Highest(pipeline.Commands.Select(Of));
        for (var i = 1; i < pipeline.Commands.Count; i++)
        {
            var isShell = Walk.Direct(pipeline.Commands[i]).Select(Innermost).FirstOrDefault(reading => reading is { ReadsInput: true })?.IsShell;
            if (isShell is not null) level = Higher(level, OfPiped([.. pipeline.Commands.Take(i)], isShell.Value));
        }

        return level;
    }

    /// <summary>Code that comes through a pipe: known when it was only echoed, and anything when it was fetched or decoded.</summary>
    private RiskLevel OfPiped(List<Command> before, bool isShell)
    {
        if (isShell && before is [SimpleCommand only] && only.Words.All(word => word.IsCertain) && Echo.TextOf(only) is { } said)
            return Higher(RiskLevel.High, OfCode(new Word(said, true)));
        return before.SelectMany(Walk.All).Any(HidesCode) ? RiskLevel.Critical : RiskLevel.High;
    }

    private RiskLevel Of(Command command) => Higher(Highest(command.Redirections.Select(Of)), command switch
    {
        SimpleCommand simple => Of(simple),
        Group group => Of(group.Body),
        Function function => Of(function),
        _ => RiskLevel.High,
    });

    /// <summary>A function that starts itself more than once, or beside itself, never ends: that is what a fork bomb is.</summary>
    private RiskLevel Of(Function function)
    {
        var script = new Script([new Pipeline([function.Body], false)]);
        return Higher(MultipliesItself(script, function.Name) ? RiskLevel.Critical : RiskLevel.Medium, Of(function.Body));
    }

    private RiskLevel Of(SimpleCommand command)
    {
        var level = Highest(command.Assignments.Select(assignment => Of(assignment, alone: command.Words.Count == 0)));
        level = Higher(level, Highest(command.Words.Select(OfInner)));
        return command.Words.Count == 0 ? level : Higher(level, OfWords(command.Words, command.Redirections));
    }

    private RiskLevel Of(Assignment assignment, bool alone)
    {
        var name = assignment.Name;
        var decides = Settings.Contains(name) || name.StartsWith("LD_", StringComparison.Ordinal) || name.StartsWith("GIT_", StringComparison.Ordinal)
            || name.EndsWith("_COMMAND", StringComparison.Ordinal);
        var level = decides ? RiskLevel.High : alone && assignment.Value.IsCertain ? RiskLevel.Low : RiskLevel.Medium;
        return Higher(level, OfInner(assignment.Value));
    }

    private RiskLevel Of(Redirection redirection)
    {
        var (path, level) = (redirection.Target.Text, OfInner(redirection.Target));
        if (redirection.IsText) return level;
        if (!redirection.Target.IsCertain) level = Higher(level, RiskLevel.Medium);
        if (Places.IsNetwork(path)) return Higher(level, RiskLevel.High);
        if (!redirection.Writes || Places.IsHarmless(path)) return level;
        return Higher(level, Places.IsDevice(path) ? RiskLevel.Critical : Places.IsSystem(path) ? RiskLevel.High : RiskLevel.Medium);
    }

    /// <summary>The commands inside of a word; they may also print anything.</summary>
    private RiskLevel OfInner(Word word)
    {
        var level = word.IsCertain || word.IsProcess ? RiskLevel.Low : RiskLevel.Medium;
        foreach (var script in word.Inner)
        {
            level = Higher(Higher(level, RiskLevel.Medium), Of(script));
            if (word.IsProcess && Walk.All(script).Any(command => Innermost(command) is { ReadsInput: true })) level = Higher(level, RiskLevel.High);
        }

        return level;
    }

    private RiskLevel OfWords(IReadOnlyList<Word> words, IReadOnlyList<Redirection> redirections)
    {
        if (++_depth > MaxDepth) throw new ShellSyntaxException("nested too deeply");
        try
        {
            var name = words[0];
            if (!name.IsCertain || name.HasPattern || name.Text.Length == 0) return OfUnknown(words, redirections);
            var call = new Invocation(words);
            var level = call.IsUncertain ? RiskLevel.Medium : RiskLevel.Low;
            if (Wrappers.Open(call.Name, words) is { } wrapped)
            {
                if (call.Name is "find" or "fd" or "fdfind") level = Higher(level, RiskRules.LevelOf(call));
                level = Higher(level, Higher(wrapped.Level, Highest(wrapped.Commands.Select(inner => OfWords(inner, redirections)))));
                return Higher(level, Highest(wrapped.Code.Select(OfCode)));
            }

            return Higher(level, Interpreters.Of(call.Name, words) is { } reading ? Of(reading, redirections) : RiskRules.LevelOf(call));
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Nobody can say which program it is; what it most likely is, or what follows if it is nothing, may be worse than unknown.</summary>
    private RiskLevel OfUnknown(IReadOnlyList<Word> words, IReadOnlyList<Redirection> redirections)
    {
        List<Word> guess = [.. words.SkipWhile(word => word.Text.Length == 0).Select(word => word with { IsCertain = true, HasPattern = false })];
        return Higher(RiskLevel.High, guess.Count > 0 ? OfWords(guess, redirections) : RiskLevel.Low);
    }

    private RiskLevel Of(Reading reading, IReadOnlyList<Redirection> redirections)
    {
        if (reading.Code is { } code) return reading.IsShell ? OfCode(code) : RiskLevel.High;
        if (reading.File is { IsProcess: true } process) return process.Inner.SelectMany(Walk.All).Any(HidesCode) ? RiskLevel.Critical : RiskLevel.High;
        if (reading.File is { } file) return file.IsCertain ? RiskLevel.Medium : RiskLevel.High;
        if (redirections.LastOrDefault(redirection => redirection.IsText)?.Target is not { } text)
        {
            var source = redirections.LastOrDefault(redirection => redirection.Operator == "<")?.Target;
            return source is { IsProcess: true } ? Of(reading with { File = source }, []) : RiskLevel.Medium;
        }

        return reading.IsShell ? OfCode(text) : RiskLevel.High;
    }

    /// <summary>A line for a shell inside of the line.</summary>
    private RiskLevel OfCode(Word code)
    {
        var level = Of(ShellParser.Parse(code.Text));
        if (code.IsCertain) return level;
        return Higher(level, code.Inner.SelectMany(Walk.All).Any(HidesCode) ? RiskLevel.Critical : RiskLevel.High);
    }

    private static Reading? Innermost(SimpleCommand command)
    {
        var words = command.Words;
        for (var i = 0; words.Count > 0 && i < MaxDepth; i++)
        {
            var name = new Invocation(words).Name;
            if (Wrappers.Open(name, words) is not { } wrapped) return Interpreters.Of(name, words);
            words = wrapped.Commands.Count > 0 ? wrapped.Commands[0] : [];
        }

        return null;
    }

    /// <summary>Its output is from elsewhere, or is not what its input was.</summary>
    private static bool HidesCode(SimpleCommand command) => command.Words.Count > 0 && (!command.Words[0].IsCertain || new Invocation(command.Words).Name is
        "curl" or "wget" or "aria2c" or "http" or "https" or "fetch" or "lwp-download" or "nc" or "ncat" or "netcat" or "socat" or "ssh" or "ftp" or "dig"
        or "base64" or "base32" or "xxd" or "openssl" or "gpg" or "gunzip" or "zcat" or "gzip" or "bzip2" or "xz" or "zstd" or "uudecode"
        or "tr" or "rev" or "tac" or "sed" or "awk" or "perl" or "python" or "printf" or "od");

    private static bool MultipliesItself(Script script, string name)
    {
        var pipelines = script.Pipelines.Concat(script.Pipelines.SelectMany(pipeline => pipeline.Commands).OfType<Group>().SelectMany(group => group.Body.Pipelines));
        return pipelines.Any(pipeline =>
            pipeline.Commands.SelectMany(Walk.Direct).Count(Calls) is > 0 and var calls && (pipeline.Background || calls > 1));

        bool Calls(SimpleCommand command) => command.Words.Count > 0 && command.Words[0].Text == name;
    }

    private static RiskLevel Higher(RiskLevel one, RiskLevel other) => one > other ? one : other;

    private static RiskLevel Highest(IEnumerable<RiskLevel> levels) => levels.DefaultIfEmpty(RiskLevel.Low).Max();
}
