using System.Text;

namespace Carillon.Contracts.Processes;

/// <summary>
/// The variable in the environment of every process that was started here: its own id, which its descendants inherit. Whatever begins
/// alike belongs together.
/// </summary>
public static class ProcessMark
{
    /// <summary>The variable's name.</summary>
    public const string Variable = "CARILLON_PROCESS";

    /// <summary>A living process's mark; null when it has none, or may not be looked into. On Linux only.</summary>
    public static string? Read(int pid)
    {
        var environment = Environ(pid).AsSpan();
        var name = Encoding.UTF8.GetBytes($"{Variable}=").AsSpan();
        var start = environment.IndexOf(name);
        if (start < 0) return null;
        var value = environment[(start + name.Length)..];
        var end = value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }

    /// <summary>The processes whose environment holds a text.</summary>
    /// <param name="text"><c>NAME=value</c> in UTF-8, with the zero that ends it in the environment for a whole value.</param>
    internal static HashSet<int> Holders(IReadOnlyList<ProcessEntry> all, byte[] text) =>
        [.. all.Where(entry => Environ(entry.Pid).AsSpan().IndexOf(text) >= 0).Select(entry => entry.Pid)];

    private static byte[] Environ(int pid)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to another user: not one of ours to end.
            return [];
        }
    }
}
