using System.Text.RegularExpressions;
using Carillon.Features.Exec.Shell;

namespace Carillon.Features.Exec.Risk;

/// <summary>A program and its arguments, as the rules look at them.</summary>
internal sealed partial class Invocation(IReadOnlyList<Word> words)
{
    private static readonly string[] TrustedFolders = ["/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/"];

    private readonly List<string> _options = [.. words.Skip(1).Select(word => word.Text).TakeWhile(text => text != "--").Where(IsOption)];

    /// <summary>The program without its folder and version.</summary>
    public string Name { get; } = NameOf(words[0].Text);

    /// <summary>A program of that name from a place where anyone may have put it.</summary>
    public bool IsForeign => words[0].Text.Contains('/') && !Array.Exists(TrustedFolders, folder => words[0].Text == folder + Path.GetFileName(words[0].Text));

    /// <summary>Everything after the name.</summary>
    public IReadOnlyList<Word> Arguments { get; } = [.. words.Skip(1)];

    /// <summary>Arguments that are no options; an option's value may be among them.</summary>
    public IReadOnlyList<string> Operands { get; } = OperandsOf(words);

    /// <summary>The first of them, such as a subcommand; empty when there is none.</summary>
    public string First => Operands.Count > 0 ? Operands[0] : "";

    /// <summary>Whether what it gets depends on more than the line.</summary>
    public bool IsUncertain => Arguments.Any(argument => !argument.IsCertain);

    /// <summary>An option by any of its letters, alone or joined to others, or by a long name or the beginning of one.</summary>
    public bool Has(string letters, params string[] names) => _options.Any(option => option.StartsWith("--", StringComparison.Ordinal)
        ? names.Any(name => IsBeginning(option.Split('=')[0], name))
        : option.AsSpan(1).IndexOfAny(letters) >= 0);

    /// <summary>An argument as it stands.</summary>
    public bool Says(params string[] texts) => Arguments.Any(argument => texts.Contains(argument.Text));

    /// <summary>An argument that begins so.</summary>
    public bool Begins(params string[] texts) =>
        Arguments.Any(argument => Array.Exists(texts, text => argument.Text.StartsWith(text, StringComparison.Ordinal)));

    /// <summary>An operand of a kind.</summary>
    public bool Names(Func<string, bool> kind) => Operands.Any(kind);

    public static bool IsOption(string text) => text.Length > 1 && text[0] == '-';

    private static bool IsBeginning(string option, string name) => option.Length > 2 && name.StartsWith(option, StringComparison.Ordinal);

    private static List<string> OperandsOf(IReadOnlyList<Word> words)
    {
        var texts = words.Skip(1).Select(word => word.Text).ToList();
        var end = texts.IndexOf("--");
        return end < 0
            ? [.. texts.Where(text => !IsOption(text))]
            : [.. texts.Take(end).Where(text => !IsOption(text)), .. texts.Skip(end + 1)];
    }

    private static string NameOf(string text)
    {
        var name = text[(text.LastIndexOf('/') + 1)..];
        if (name.StartsWith("mkfs.", StringComparison.Ordinal)) return "mkfs";
        return Versioned().Match(name) is { Success: true } match ? match.Groups[1].Value : name;
    }

    [GeneratedRegex(@"^(python|perl|ruby|php|lua|pip|node)[0-9.]+$")]
    private static partial Regex Versioned();
}
