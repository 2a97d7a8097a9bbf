namespace Carillon.Features.Agents.BuiltIn;

/// <summary>What the demonstration agent understood.</summary>
internal abstract record DemoRequest
{
    /// <summary>
    /// Reads plain words, with or without a slash in front: <c>list [FOLDER]</c>, <c>read FILE</c>, <c>search TEXT</c>,
    /// <c>write FILE: TEXT</c>, <c>run COMMAND</c>, <c>plan [GOAL]</c>, <c>ask</c>, <c>help</c>. Anything else is <see cref="LookAround"/>.
    /// </summary>
    public static DemoRequest Parse(string text)
    {
        const StringSplitOptions Options = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var words = text.TrimStart().TrimStart('/').Split((char[]?)null, 2, Options);
        var rest = words.Length > 1 ? words[1] : "";
        return (words.Length > 0 ? words[0].ToLowerInvariant().TrimEnd(':') : "") switch
        {
            "list" or "ls" => new ListFiles(rest),
            "read" or "cat" or "show" when rest.Length > 0 => new ReadFile(rest),
            "search" or "find" or "grep" when rest.Length > 0 => new SearchFiles(rest.Trim('"')),
            "write" when ParseWrite(rest) is { } write => write,
            "run" when rest.Length > 0 => new RunCommand(rest),
            "plan" => new MakePlan(rest),
            "ask" when rest.Length == 0 => new AskPeople(),
            "help" => new Help(),
            _ => new LookAround(text),
        };
    }

    private static WriteFile? ParseWrite(string rest) =>
        rest.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? new WriteFile(rest[..colon].Trim(), rest[(colon + 1)..].Trim() + "\n")
            : null;
}

internal sealed record ListFiles(string Folder) : DemoRequest;

internal sealed record ReadFile(string Path) : DemoRequest;

internal sealed record SearchFiles(string Text) : DemoRequest;

internal sealed record WriteFile(string Path, string Content) : DemoRequest;

internal sealed record RunCommand(string CommandLine) : DemoRequest;

internal sealed record MakePlan(string Goal) : DemoRequest;

internal sealed record AskPeople : DemoRequest;

internal sealed record Help : DemoRequest;

internal sealed record LookAround(string Text) : DemoRequest;
