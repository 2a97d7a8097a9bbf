using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>A run that may begin as soon as there is a place for it.</summary>
internal readonly record struct WaitingRun(LiveJob Job, StoredRun Run, int Priority);

/// <summary>The runs that may begin, in the order in which they do: by priority, then by age. Touched inside the turnstile only.</summary>
internal sealed class WaitingRuns
{
    private readonly SortedSet<WaitingRun> _order = new(Comparer<WaitingRun>.Create(Compare));
    private readonly Dictionary<LiveJob, List<WaitingRun>> _byJob = [];

    /// <summary>Looks at a job again, after a change of it or of its runs.</summary>
    public void Refresh(LiveJob job)
    {
        if (_byJob.Remove(job, out var before)) before.ForEach(waiting => _order.Remove(waiting));
        if (job.IsRemoved || job.Active.IsEmpty) return;
        List<WaitingRun> now = [.. job.Startable().Select(run => new WaitingRun(job, run, job.Job.Definition.Priority))];
        if (now.Count == 0) return;
        _byJob[job] = now;
        now.ForEach(waiting => _order.Add(waiting));
    }

    public IReadOnlyList<WaitingRun> First(int count) => [.. _order.Take(count)];

    private static int Compare(WaitingRun one, WaitingRun other)
    {
        var order = other.Priority.CompareTo(one.Priority);
        if (order == 0) order = one.Run.Run.CreatedAt.CompareTo(other.Run.Run.CreatedAt);
        if (order == 0) order = one.Run.Number.CompareTo(other.Run.Number);
        return order == 0 ? string.CompareOrdinal(one.Run.Run.RunId, other.Run.Run.RunId) : order;
    }
}
