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

    /// <summary>
    /// Kills every process whose mark begins so, such as those that an earlier life of this server left running. Returns how many there
    /// were, once none is left. On Linux only; 0 elsewhere.
    /// </summary>
    public static Task<int> EndAllAsync(string beginning, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(beginning);
        return EndCarriersAsync(Encoding.UTF8.GetBytes($"{Variable}={beginning}"), clock, cancellationToken);
    }

    /// <summary>Kills every process with this text in its environment; returns how many there were, once none is left.</summary>
    internal static async Task<int> EndCarriersAsync(byte[] text, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var ended = new HashSet<int>();
        await ProcessKill.UntilNoneAsync(
            () =>
            {
                var found = ProcessEntry.ReadAll().Where(entry => entry.Pid != Environment.ProcessId && Has(entry.Pid, text)).Select(entry => entry.Pid).ToList();
                ended.UnionWith(found);
                return found;
            },
            clock,
            cancellationToken);
        return ended.Count;
    }

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

    /// <summary>Whether a process carries a mark.</summary>
    /// <param name="text"><c>NAME=value</c> in UTF-8; with the zero that ends it in the environment for a whole mark.</param>
    internal static bool Has(int pid, ReadOnlySpan<byte> text) => Environ(pid).AsSpan().IndexOf(text) >= 0;

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
