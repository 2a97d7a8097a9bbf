using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Carillon.Contracts.Processes;

/// <summary>
/// A process and everything it started. On Linux a member is known by its ancestors, by its session, or by the mark in its
/// environment, so that one whose parent is gone, or that made a session of its own, is still found.
/// </summary>
/// <param name="root">Null where all that is left of it is the mark on what it started.</param>
internal sealed class ProcessTree(Process? root, string variable, string mark, TimeProvider clock)
{
    /// <summary>The environment variable that carries the mark.</summary>
    public const string MarkVariable = "CARILLON_PROCESS";

    private const int MaxRounds = 200;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(10);

    // With the zero that ends it in the environment: one mark may begin like another.
    private readonly byte[] _markText = Encoding.UTF8.GetBytes($"{variable}={mark}\0");

    /// <summary>Kills every member and returns when none is left alive.</summary>
    /// <param name="bySession">
    /// False once the root is long gone: its number, and with it the number of its session, may belong to someone else by then.
    /// </param>
    public async Task EndAsync(bool bySession, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            KillWithDescendants();
            return;
        }

        // A member may start another one while we look, so look until there is none.
        for (var round = 0; round < MaxRounds; round++)
        {
            var members = Members(bySession);
            if (members.Count == 0) return;
            foreach (var pid in members) Kill(pid);
            await Task.Delay(BetweenRounds, clock, cancellationToken);
        }
    }

    private List<int> Members(bool bySession)
    {
        var all = ProcessEntry.ReadAll();
        var members = new HashSet<int>();
        var rootId = bySession ? root?.Id : null;
        if (all.Any(entry => entry.Pid == rootId)) members.Add(rootId!.Value);
        foreach (var entry in all)
        {
            if (entry.Session == rootId || HasMark(entry.Pid)) members.Add(entry.Pid);
        }

        // Children need not come after their parents, so go on until nothing is added.
        bool grew;
        do
        {
            grew = false;
            foreach (var entry in all)
            {
                if (members.Contains(entry.ParentPid)) grew |= members.Add(entry.Pid);
            }
        }
        while (grew);

        members.Remove(Environment.ProcessId);
        return [.. members];
    }

    private bool HasMark(int pid)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ").AsSpan().IndexOf(_markText) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to another user: not one of ours to end.
            return false;
        }
    }

    private static void Kill(int pid)
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

    private void KillWithDescendants()
    {
        try
        {
            root?.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or AggregateException or Win32Exception)
        {
            // Some of them ended on their own.
        }
    }
}
