using System.Text;

namespace Carillon.Contracts.Processes;

/// <summary>
/// Ends processes that outlived the one that started them, as a crash leaves them. They are known by a variable in their environment,
/// where the system shows it (Linux); elsewhere none is found.
/// </summary>
public static class LeftBehind
{
    /// <summary>Kills every process of this user that was started with the variable set to this value, and returns when none is left.</summary>
    /// <param name="value">An id never used for anything else.</param>
    public static async Task EndAsync(string variable, string value, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        await EndHoldersAsync($"{variable}={value}\0", clock, cancellationToken);
    }

    /// <summary>The same for every process whose <see cref="ProcessMark"/> begins so. Returns how many there were.</summary>
    public static Task<int> EndMarkedAsync(string beginning, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(beginning);
        return EndHoldersAsync($"{ProcessMark.Variable}={beginning}", clock, cancellationToken);
    }

    private static async Task<int> EndHoldersAsync(string text, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var bytes = Encoding.UTF8.GetBytes(text);
        var ended = new HashSet<int>();
        await ProcessKill.UntilNoneAsync(Find, clock, cancellationToken);
        return ended.Count;

        HashSet<int> Find()
        {
            var all = ProcessEntry.ReadAll();
            var found = ProcessMark.Holders(all, bytes);
            ProcessEntry.AddDescendants(all, found);
            found.Remove(Environment.ProcessId);
            ended.UnionWith(found);
            return found;
        }
    }
}
