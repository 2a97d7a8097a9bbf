using System.Collections.Concurrent;
using Carillon.Contracts.Processes;

namespace Carillon.Features.Sandbox.Processes;

/// <summary>Which processes run in which workspace, so that none outlives its folder or the server.</summary>
internal sealed class RunningProcesses
{
    private readonly ConcurrentDictionary<ChildProcess, PlacedProcess> _placed = new();
    private TaskCompletionSource _added = NewSignal();

    /// <summary>Every process that was started and not disposed.</summary>
    public IReadOnlyList<PlacedProcess> All => [.. _placed.Values.Where(running => !running.Child.Disposed.IsCompleted)];

    public void Add(PlacedProcess process)
    {
        Forget();
        _placed[process.Child] = process;
        Interlocked.Exchange(ref _added, NewSignal()).TrySetResult();
    }

    /// <summary>Returns once there is one.</summary>
    public async Task WaitForSomeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before looking, so that one which comes in between is not missed.
            var next = Volatile.Read(ref _added).Task;
            Forget();
            if (!_placed.IsEmpty) return;
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <param name="root">The workspace.</param>
    public Task EndAsync(string root) => EndAsync(All.Where(running => running.Root == root));

    public Task EndAllAsync() => EndAsync(All);

    private void Forget()
    {
        foreach (var child in _placed.Keys.Where(child => child.Disposed.IsCompleted)) _placed.TryRemove(child, out _);
    }

    private static Task EndAsync(IEnumerable<PlacedProcess> which) =>
        Task.WhenAll(which.Select(running => running.Child.EndAsync(CancellationToken.None)));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A process, the workspace it runs in, and its mark.</summary>
internal sealed record PlacedProcess(ChildProcess Child, string Root, string Mark);
