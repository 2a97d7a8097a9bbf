using System.Collections.Immutable;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Features.Scheduling.Planning;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>A job in memory, as it is stored, with its runs that have not ended. Changed inside the turnstile, read from anywhere.</summary>
internal sealed class LiveJob(string tenant, StoredJob job)
{
    private volatile StoredJob _job = job;
    private volatile ImmutableSortedDictionary<long, StoredRun> _active = ImmutableSortedDictionary<long, StoredRun>.Empty;
    private Timetable? _times;

    public string Tenant => tenant;

    public string Id => _job.Id;

    public StoredJob Job => _job;

    /// <summary>Its runs that have not ended, by number.</summary>
    public ImmutableSortedDictionary<long, StoredRun> Active => _active;

    /// <summary>It is being removed: nothing of it begins any more.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Errors: Invalid, where a time zone that was there before has gone.</summary>
    public Timetable Times => _times ??= TimesOf(_job);

    /// <summary>The first due time after a moment; null when there is none, or when the schedule can no longer be read.</summary>
    public long? TryNextAfter(long moment)
    {
        try
        {
            return Times.NextAfter(moment);
        }
        catch (CarillonException)
        {
            return null;
        }
    }

    public static Timetable TimesOf(StoredJob job) => Timetable.Of(job.Definition.Schedule, job.Definition.Timezone, job.CountedFrom);

    public StoredRun? Find(long number) => _active.GetValueOrDefault(number);

    public void Set(StoredJob job)
    {
        if (job.Definition.Schedule != _job.Definition.Schedule || job.Definition.Timezone != _job.Definition.Timezone || job.CountedFrom != _job.CountedFrom)
            _times = null;
        _job = job;
    }

    public void Set(StoredRun run) => _active = run.HasEnded ? _active.Remove(run.Number) : _active.SetItem(run.Number, run);

    /// <summary>Its next run to begin; null when none waits, or when one must end first.</summary>
    public IEnumerable<StoredRun> Startable()
    {
        var waiting = _active.Values.Where(run => run.Run.Status == JobRunStatus.Queued);
        if (_job.Definition.Overlap == OverlapPolicy.Parallel) return waiting;
        return _active.Values.All(run => run.Run.Status == JobRunStatus.Queued) ? waiting.Take(1) : [];
    }
}
