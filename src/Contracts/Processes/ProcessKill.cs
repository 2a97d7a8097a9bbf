using System.ComponentModel;
using System.Diagnostics;

namespace Carillon.Contracts.Processes;

/// <summary>Kills processes that may start others meanwhile.</summary>
internal static class ProcessKill
{
    private const int MaxRounds = 200;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(10);

    /// <summary>Kills whatever is found, and looks again until nothing is. Those that multiply leave no time to wait in between.</summary>
    public static async Task UntilNoneAsync(Func<IReadOnlyCollection<int>> find, TimeProvider clock, CancellationToken cancellationToken)
    {
        var before = 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            var found = find();
            if (found.Count == 0) return;
            foreach (var pid in found) Kill(pid);
            if (found.Count <= before || before == 0) await Task.Delay(BetweenRounds, clock, cancellationToken);
            before = found.Count;
        }
    }

    public static void Kill(int pid)
    {
        try
        {
            using var member = Process.GetProcessById(pid);
            member.Kill();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // Gone already, which is what was wanted; if not, the next round finds it again.
        }
    }
}
