using System.Collections.Frozen;
using Carillon.Features.Exec.Shell;

namespace Carillon.Features.Exec.Risk;

/// <summary>What an interpreter gets to run.</summary>
/// <param name="IsShell">Then the code can be read like the line itself.</param>
/// <param name="Code">Given in its arguments.</param>
/// <param name="File">Named in its arguments.</param>
/// <param name="ReadsInput">Neither: it runs what it reads from standard input.</param>
internal sealed record Reading(bool IsShell, Word? Code, Word? File, bool ReadsInput);

/// <summary>Programs that run what they are given.</summary>
internal static class Interpreters
{
    private static readonly FrozenSet<string> Shells =
        FrozenSet.Create(StringComparer.Ordinal, "sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "rbash", "fish", "csh", "tcsh");

    /// <summary>Other interpreters, with the letters of the options that take code.</summary>
    private static readonly FrozenDictionary<string, string> Others = new Dictionary<string, string>
    {
        ["python"] = "c",
        ["perl"] = "eE",
        ["ruby"] = "e",
        ["node"] = "ep",
        ["php"] = "rBRE",
        ["lua"] = "e",
        ["bun"] = "e",
        ["deno"] = "",
        ["osascript"] = "e",
        ["Rscript"] = "e",
        ["tclsh"] = "",
        ["pwsh"] = "c",
        ["groovy"] = "e",
        ["julia"] = "eE",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null when the program is none.</summary>
    public static Reading? Of(string name, IReadOnlyList<Word> words)
    {
        if (name is "source" or ".") return words.Count > 1 ? FromFile(true, words[1]) : null;
        if (Shells.Contains(name)) return Read(words, isShell: true, "c");
        return Others.TryGetValue(name, out var letters) ? Read(words, isShell: false, letters) : null;
    }

    private static Reading Read(IReadOnlyList<Word> words, bool isShell, string letters)
    {
        var wantsCode = false;
        for (var i = 1; i < words.Count; i++)
        {
            var text = words[i].Text;
            if (text.StartsWith("--", StringComparison.Ordinal) && text.Length > 2)
            {
                wantsCode |= !isShell && text is "--eval" or "--print" or "--command";
                if (isShell && text is "--rcfile" or "--init-file") return FromFile(isShell, i + 1 < words.Count ? words[i + 1] : words[i]);
            }
            else if (Invocation.IsOption(text) || (isShell && text.Length > 1 && text[0] == '+'))
            {
                var letter = text.AsSpan(1).IndexOfAny(letters);
                wantsCode |= letter >= 0;
                if (letter >= 0 && !isShell && letter + 2 < text.Length) return new Reading(isShell, words[i] with { Text = text[(letter + 2)..] }, null, false);
                if (isShell && text.AsSpan(1).IndexOfAny("sS") >= 0 && !wantsCode) return new Reading(isShell, null, null, true);
                if (isShell && text is "-o" or "+o" or "-O" or "+O") i++;
            }
            else if (text != "--")
            {
                return wantsCode ? new Reading(isShell, words[i], null, false) : FromFile(isShell, words[i]);
            }
        }

        return new Reading(isShell, null, null, true);
    }

    private static Reading FromFile(bool isShell, Word file) => file.Text is "-" or "/dev/stdin" or "/dev/fd/0" or "/proc/self/fd/0"
        ? new Reading(isShell, null, null, true)
        : new Reading(isShell, null, file, false);
}
