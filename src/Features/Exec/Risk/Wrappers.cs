using System.Collections.Frozen;
using Carillon.Events;
using Carillon.Features.Exec.Shell;

namespace Carillon.Features.Exec.Risk;

/// <summary>A program that runs another one.</summary>
/// <param name="Names">Programs, parted by blanks.</param>
/// <param name="Level">What running anything through it means.</param>
/// <param name="Values">Letters of options that take a value.</param>
/// <param name="Long">Long options that take one as the next argument, parted by blanks.</param>
/// <param name="Skips">Operands before the command.</param>
/// <param name="Code">The letter of the option whose value is a line for a shell.</param>
internal sealed record Wrapper(string Names, RiskLevel Level, string Values = "", string Long = "", int Skips = 0, char Code = '\0')
{
    /// <summary>What follows is one line for a shell, not words.</summary>
    public bool JoinsWords { get; init; }

    /// <summary>It adds arguments that the line does not show.</summary>
    public bool AddsArguments { get; init; }

    /// <summary>Settings of variables may stand before the command.</summary>
    public bool TakesSettings { get; init; }
}

/// <summary>What a wrapper runs.</summary>
/// <param name="Commands">The words of each command.</param>
/// <param name="Code">Lines for a shell.</param>
internal sealed record Wrapped(RiskLevel Level, IReadOnlyList<IReadOnlyList<Word>> Commands, IReadOnlyList<Word> Code);

/// <summary>Looks through the programs that run others.</summary>
internal static class Wrappers
{
    private static readonly Wrapper[] Table =
    [
        new("sudo", RiskLevel.High, "ugpCcDhrtTUR", "--user --group --prompt --chdir --host --role --type --close-from --other-user") { TakesSettings = true },
        new("doas", RiskLevel.High, "uC"),
        new("pkexec", RiskLevel.High, "", "--user"),
        new("su runuser", RiskLevel.High, "gGsTw", "--group --supp-group --shell", int.MaxValue, 'c'),
        new("env", RiskLevel.Low, "uC", "--unset --chdir", 0, 'S') { TakesSettings = true },
        new("nohup setsid time command builtin unbuffer caffeinate", RiskLevel.Low, "", "--output --format"),
        new("exec", RiskLevel.Low, "a"),
        new("nice", RiskLevel.Low, "n", "--adjustment"),
        new("ionice", RiskLevel.Low, "cnpPu", "--class --classdata"),
        new("timeout", RiskLevel.Low, "ks", "--kill-after --signal", 1),
        new("stdbuf", RiskLevel.Low, "ioe", "--input --output --error"),
        new("chrt taskset", RiskLevel.Low, "TPD", "", 1),
        new("flock", RiskLevel.Low, "wE", "--wait --timeout --conflict-exit-code", 1, 'c'),
        new("script", RiskLevel.Medium, "EIOBTm", "", int.MaxValue, 'c'),
        new("xargs", RiskLevel.Medium, "ILnPsadE", "--replace --max-lines --max-args --max-procs --arg-file --delimiter --eof") { AddsArguments = true },
        new("parallel", RiskLevel.Medium, "jIaNLnS", "--jobs --arg-file --colsep") { AddsArguments = true, JoinsWords = true },
        new("busybox toybox", RiskLevel.Low),
        new("chroot", RiskLevel.High, "", "--userspec --groups", 1),
        new("unshare nsenter systemd-run setpriv firejail bwrap", RiskLevel.High, "tSGupM"),
        new("strace ltrace", RiskLevel.High, "eopsaEPuI"),
        new("watch", RiskLevel.Low, "nd", "--interval") { JoinsWords = true },
        new("eval", RiskLevel.Low) { JoinsWords = true },
        new("ssh", RiskLevel.High, "BbcDEeFIiJLlmOopQRSWw", "", 1) { JoinsWords = true },
        new("trap alias", RiskLevel.Medium),
    ];

    private static readonly FrozenDictionary<string, Wrapper> ByName = Table
        .SelectMany(wrapper => wrapper.Names.Split(' ').Select(name => (name, wrapper)))
        .ToFrozenDictionary(pair => pair.name, pair => pair.wrapper, StringComparer.Ordinal);

    /// <summary>Null when the program runs no other that the line shows.</summary>
    public static Wrapped? Open(string name, IReadOnlyList<Word> words)
    {
        if (name is "find" or "fd" or "fdfind") return OpenFind(words);
        if (!ByName.TryGetValue(name, out var wrapper)) return null;
        if (name == "trap") return new Wrapped(wrapper.Level, [], [.. words.Skip(1)]);
        if (name == "alias") return new Wrapped(wrapper.Level, [], [.. words.Skip(1).Select(word => word with { Text = word.Text[(word.Text.IndexOf('=', StringComparison.Ordinal) + 1)..] })]);
        if (name is "command" && words.Count > 1 && words[1].Text is "-v" or "-V") return new Wrapped(RiskLevel.Low, [], []);

        var code = new List<Word>();
        var at = PassOptions(wrapper, words, code);
        at = (int)Math.Min(words.Count, (long)at + wrapper.Skips);
        var rest = words.Skip(at).ToList();
        if (wrapper.AddsArguments) rest = Added(rest);
        if (wrapper.Code != '\0' && rest.Count > 1 && rest[0].Text == $"-{wrapper.Code}") return new Wrapped(wrapper.Level, [], [rest[1], .. code]);
        if (rest.Count == 0) return new Wrapped(wrapper.Level, [], code);
        return wrapper.JoinsWords
            ? new Wrapped(wrapper.Level, [], [Join(rest), .. code])
            : new Wrapped(wrapper.Level, [rest], code);
    }

    /// <summary>One line out of words; what any of them depends on, the line depends on.</summary>
    public static Word Join(IReadOnlyList<Word> words) =>
        new(string.Join(' ', words.Select(word => word.Text)), words.All(word => word.IsCertain)) { Inner = [.. words.SelectMany(word => word.Inner)] };

    private static int PassOptions(Wrapper wrapper, IReadOnlyList<Word> words, List<Word> code)
    {
        var at = 1;
        while (at < words.Count)
        {
            var text = words[at].Text;
            if (text == "--") return at + 1;
            if (text.StartsWith("--", StringComparison.Ordinal)) at += PassLong(wrapper, words, at, code);
            else if (Invocation.IsOption(text)) at += PassLetters(wrapper, words, at, code);
            else if (wrapper.TakesSettings && text.IndexOf('=', StringComparison.Ordinal) > 0) at++;
            else if (wrapper.Skips == int.MaxValue) at++;
            else return at;
        }

        return at;
    }

    private static int PassLong(Wrapper wrapper, IReadOnlyList<Word> words, int at, List<Word> code)
    {
        var (name, end) = (words[at].Text, words[at].Text.IndexOf('=', StringComparison.Ordinal));
        if (end > 0) name = name[..end];
        var isCode = wrapper.Code != '\0' && name.Length > 3 && ("--command".StartsWith(name, StringComparison.Ordinal) || "--split-string".StartsWith(name, StringComparison.Ordinal));
        if (isCode && end > 0) code.Add(words[at] with { Text = words[at].Text[(end + 1)..] });
        else if (isCode && at + 1 < words.Count) code.Add(words[at + 1]);
        return end < 0 && (isCode || wrapper.Long.Split(' ').Contains(name)) ? 2 : 1;
    }

    private static int PassLetters(Wrapper wrapper, IReadOnlyList<Word> words, int at, List<Word> code)
    {
        var text = words[at].Text;
        for (var i = 1; i < text.Length; i++)
        {
            var isCode = wrapper.Code == text[i];
            if (!isCode && !wrapper.Values.Contains(text[i])) continue;
            var isJoined = i + 1 < text.Length;
            if (isCode && isJoined) code.Add(words[at] with { Text = text[(i + 1)..] });
            else if (isCode && at + 1 < words.Count) code.Add(words[at + 1]);
            return isJoined ? 1 : 2;
        }

        return 1;
    }

    /// <summary>Whatever is put in, and wherever, is not known.</summary>
    private static List<Word> Added(List<Word> words) => words.Count == 0
        ? []
        : [.. words.Select((word, i) => i == 0 && !word.Text.Contains("{}", StringComparison.Ordinal) ? word : word with { IsCertain = false }), new Word("", false)];

    /// <summary>What <c>find -exec</c> and <c>fd -x</c> run, each up to the end that find knows.</summary>
    private static Wrapped? OpenFind(IReadOnlyList<Word> words)
    {
        var commands = new List<IReadOnlyList<Word>>();
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i].Text is not ("-exec" or "-execdir" or "-ok" or "-okdir" or "-x" or "-X" or "--exec" or "--exec-batch")) continue;
            var command = words.Skip(i + 1).TakeWhile(word => word.Text is not (";" or "+"));
            List<Word> run = [.. command.Select(word => word with { IsCertain = word.IsCertain && !word.Text.Contains("{}", StringComparison.Ordinal) })];
            if (run.Count > 0) commands.Add(run);
        }

        return commands.Count > 0 ? new Wrapped(RiskLevel.Low, commands, []) : null;
    }
}
