using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Carillon.Contracts.Processes;

/// <summary>
/// A process and everything it started. On Linux a member is known by its ancestors, by its session, or by the mark in its
/// environment, so that one whose parent is gone, or that made a session of its own, is still found.
/// </summary>
internal sealed class ProcessTree(Process root, ChildStart start, TimeProvider clock)
{
    // With the zero that ends it in the environment: one mark may begin like another.
    private readonly byte[] _markText = Encoding.UTF8.GetBytes($"{ProcessMark.Variable}={start.Mark}\0");

    /// <summary>Kills every member and returns when none is left alive.</summary>
    /// <param name="bySession">
    /// False once the root is long gone: its number, and with it the number of its session, may belong to someone else by then.
    /// </param>
    public async Task EndAsync(bool bySession, CancellationToken cancellationToken)
    {
        // Faster than anything in it can multiply.
        if (bySession && start.TakesTreeAlong) ProcessKill.Kill(root.Id);
        if (OperatingSystem.IsLinux()) await ProcessKill.UntilNoneAsync(() => Members(bySession), clock, cancellationToken);
        else KillWithDescendants();
    }

    private HashSet<int> Members(bool bySession)
    {
        var all = ProcessEntry.ReadAll();
        var members = ProcessMark.Holders(all, _markText);
        if (bySession) members.UnionWith(all.Where(entry => entry.Pid == root.Id || entry.Session == root.Id).Select(entry => entry.Pid));
        ProcessEntry.AddDescendants(all, members);
        members.Remove(Environment.ProcessId);
        return members;
    }

    private void KillWithDescendants()
    {
        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or AggregateException or Win32Exception)
        {
            // Some of them ended on their own.
        }
    }
}
