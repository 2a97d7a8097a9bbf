using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Features.Scheduling.Planning;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>
/// Every job of every tenant, in memory as it is stored. Changes are made one at a time, inside the turnstile, and committed before
/// memory follows: what is here is what a restart would find.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing, and latecomers may still enter.")]
internal sealed class JobBook(ILog log)
{
    private readonly SemaphoreSlim _turnstile = new(1, 1);
    private readonly ConcurrentDictionary<(string Tenant, string Id), LiveJob> _jobs = new();
    private readonly Dictionary<(string Tenant, string Name), LiveJob> _names = [];
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>What falls due when; touched inside the turnstile only.</summary>
    public Agenda Agenda { get; } = new();

    /// <summary>What may begin; touched inside the turnstile only.</summary>
    public WaitingRuns Waiting { get; } = new();

    /// <summary>Has something to read whenever there may be something to begin, or another first due time.</summary>
    public ChannelReader<bool> News => _news.Reader;

    public IEnumerable<LiveJob> All => _jobs.Values;

    public IEnumerable<LiveJob> Of(string tenant) => _jobs.Values.Where(job => job.Tenant == tenant);

    /// <summary>Waits its turn; dispose what it returns to let the next one through. Not to be entered twice.</summary>
    public async ValueTask<Passage> EnterAsync(CancellationToken cancellationToken)
    {
        await _turnstile.WaitAsync(cancellationToken);
        return new Passage(_turnstile);
    }

    public LiveJob? Find(string tenant, string id) => _jobs.TryGetValue((tenant, id), out var job) && !job.IsRemoved ? job : null;

    /// <summary>Errors: NotFound.</summary>
    public LiveJob Get(string tenant, string id) =>
        Find(tenant, id) ?? throw new CarillonException(ErrorCode.NotFound, "There is no such job.");

    public LiveJob? FindByName(string tenant, string name) => _names.GetValueOrDefault((tenant, name));

    /// <summary>
    /// Commits changes, then follows them; inside the turnstile. It cannot be cancelled: a change that was given up half way might be
    /// committed or not.
    /// </summary>
    public async Task CommitAsync(JobChanges changes)
    {
        if (changes.IsEmpty) return;
        await log.AppendAsync(changes.ToAppend(), CancellationToken.None);
        var renamed = changes.Jobs.Where(job => job.Job.Name != changes.Of(job).Name).ToList();
        var moved = changes.Jobs.Where(job => (job.Job.NextRunAt, job.Job.Enabled) != (changes.Of(job).NextRunAt, changes.Of(job).Enabled)).ToList();
        foreach (var job in renamed) _names.Remove((job.Tenant, job.Job.Name));
        changes.Apply();
        foreach (var job in renamed) _names[(job.Tenant, job.Job.Name)] = job;
        moved.ForEach(Expect);
        foreach (var (job, run) in changes.Runs) Expect(job, run);
        foreach (var job in changes.Jobs.Concat(changes.Runs.Select(run => run.Job)).Distinct()) Waiting.Refresh(job);
        Wake();
    }

    /// <summary>Takes in a job that is stored; inside the turnstile, or before anyone is let in.</summary>
    public void Add(LiveJob job)
    {
        _jobs[(job.Tenant, job.Id)] = job;
        _names[(job.Tenant, job.Job.Name)] = job;
        Expect(job);
    }

    /// <summary>Takes in a run that is stored and has not ended; inside the turnstile, or before anyone is let in.</summary>
    public void Add(LiveJob job, StoredRun run)
    {
        job.Set(run);
        Expect(job, run);
        Waiting.Refresh(job);
    }

    /// <summary>Forgets a job that is stored no more; inside the turnstile.</summary>
    public void Remove(LiveJob job)
    {
        job.IsRemoved = true;
        _names.Remove((job.Tenant, job.Job.Name));
        _jobs.TryRemove((job.Tenant, job.Id), out _);
        Waiting.Refresh(job);
    }

    /// <summary>Has <see cref="News"/> something to read.</summary>
    public void Wake() => _news.Writer.TryWrite(true);

    private void Expect(LiveJob job)
    {
        if (job.Job is { Enabled: true, NextRunAt: { } at }) Agenda.Add(new AgendaItem(job, Run: null, at));
    }

    private void Expect(LiveJob job, StoredRun run)
    {
        if (run.Run.RetryAt is { } at) Agenda.Add(new AgendaItem(job, run.Number, at));
    }

    internal readonly struct Passage(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
