namespace Carillon.Contracts.Processes;

/// <summary>Puts together what a child process may know: a few names of our own environment, and what was configured.</summary>
public static class ChildEnvironment
{
    /// <summary>What every command needs to work, and nothing that is likely to be a secret.</summary>
    public static IReadOnlyList<string> DefaultNames { get; } = ["PATH", "HOME", "LANG", "TERM", "TMPDIR"];

    /// <summary>The named variables where they are set, and over them the added ones.</summary>
    public static Dictionary<string, string> Make(IEnumerable<string> inherited, IEnumerable<KeyValuePair<string, string>> added)
    {
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) made[name] = value;
        }

        foreach (var (name, value) in added) made[name] = value;
        return made;
    }
}
