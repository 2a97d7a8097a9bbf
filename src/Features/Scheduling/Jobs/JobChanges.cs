using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>Changes of jobs and runs that are committed together with the events that announce them; memory follows once they are.</summary>
internal sealed class JobChanges(long now)
{
    private readonly Dictionary<LiveJob, StoredJob> _jobs = [];
    private readonly Dictionary<(LiveJob Job, long Number), StoredRun> _runs = [];
    private readonly List<NewEvent> _events = [];
    private readonly List<Change> _more = [];

    /// <summary>When they are made: Unix milliseconds.</summary>
    public long Now => now;

    public bool IsEmpty => _jobs.Count == 0 && _runs.Count == 0 && _events.Count == 0 && _more.Count == 0;

    /// <summary>The runs that were changed.</summary>
    public IEnumerable<(LiveJob Job, StoredRun Run)> Runs => _runs.Select(run => (run.Key.Job, run.Value));

    public IEnumerable<LiveJob> Jobs => _jobs.Keys;

    public StoredJob Of(LiveJob job) => _jobs.GetValueOrDefault(job, job.Job);

    /// <summary>How many runs of a job have not ended, these changes included.</summary>
    public int ActiveOf(LiveJob job) =>
        job.Active.Keys.Count(number => !_runs.ContainsKey((job, number)))
        + _runs.Count(run => run.Key.Job == job && !run.Value.HasEnded);

    public void Put(LiveJob job, StoredJob after) => _jobs[job] = after;

    public void Put(LiveJob job, StoredRun run) => _runs[(job, run.Number)] = run;

    public void Say(string tenant, Event value) => _events.Add(NewEvent.Of(StreamId.OfTenant(tenant), value));

    public void Add(Change change) => _more.Add(change);

    public Append ToAppend()
    {
        var changes = new List<Change>();
        foreach (var (job, after) in _jobs)
            changes.Add(JobStore.Put(CronKeys.Job(job.Tenant, after.Id), after, StoredJson.Default.StoredJob, after.Id));
        foreach (var ((job, number), run) in _runs)
        {
            changes.Add(JobStore.Put(CronKeys.Run(job.Tenant, job.Id, number), run, StoredJson.Default.StoredRun, PutDocument.SortKeyOf(number)));
            if (run.HasEnded) changes.Add(new DeleteDocument(CronKeys.ActiveMark(job.Tenant, job.Id, number)));
            else if (job.Find(number) is null) changes.Add(MarkActive(job, number));
        }

        return new Append([.. _events]) { Changes = [.. changes, .. _more] };
    }

    /// <summary>Takes them over into memory.</summary>
    public void Apply()
    {
        foreach (var (job, after) in _jobs) job.Set(after);
        foreach (var ((job, _), run) in _runs) job.Set(run);
    }

    private static PutDocument MarkActive(LiveJob job, long number) => JobStore.Put(
        CronKeys.ActiveMark(job.Tenant, job.Id, number), new ActiveMark(job.Id, number), StoredJson.Default.ActiveMark);
}
