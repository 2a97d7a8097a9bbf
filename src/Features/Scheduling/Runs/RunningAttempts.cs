using Carillon.Features.Scheduling.Jobs;

namespace Carillon.Features.Scheduling.Runs;

/// <summary>The tries that are under way, each with its task. Whoever asks for their end waits for it.</summary>
/// <param name="ended">Called after each end, when there is a place for another.</param>
internal sealed class RunningAttempts(Action ended)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(LiveJob Job, long Number), (CancellationTokenSource Abandon, Task Work)> _running = [];

    public int Count
    {
        get
        {
            lock (_lock) return _running.Count;
        }
    }

    /// <summary>Begins one; it is under way until its task has ended.</summary>
    public void Begin(LiveJob job, long number, Func<CancellationToken, Task> work)
    {
        var abandon = new CancellationTokenSource();
        lock (_lock) _running[(job, number)] = (abandon, RunAsync(job, number, abandon, work));
    }

    /// <summary>Abandons those of a job, or all of them, and returns when none is left.</summary>
    public async Task AbandonAsync(LiveJob? job)
    {
        List<(CancellationTokenSource Abandon, Task Work)> wanted;
        lock (_lock) wanted = [.. _running.Where(running => job is null || running.Key.Job == job).Select(running => running.Value)];
        foreach (var (abandon, _) in wanted) await abandon.CancelAsync();
        await Task.WhenAll(wanted.Select(running => running.Work));
    }

    private async Task RunAsync(LiveJob job, long number, CancellationTokenSource abandon, Func<CancellationToken, Task> work)
    {
        // Whoever begins it holds the lock and must be let go first.
        await Task.Yield();
        try
        {
            await work(abandon.Token);
        }
        finally
        {
            lock (_lock) _running.Remove((job, number));
            ended();
        }
    }
}
