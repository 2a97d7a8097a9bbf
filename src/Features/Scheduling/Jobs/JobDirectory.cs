using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Scheduling.Access;
using Carillon.Features.Scheduling.Runs;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>Keeps the jobs' records, and shows them and their runs.</summary>
internal sealed class JobDirectory(
    JobBook book, JobStore store, RunRecords records, JobRemoval removal, SchedulingPorts ports, SchedulingOptions options) : IJobs
{
    private const int MaxPage = 1000;
    private const string Configuration = "config";

    private readonly Chains _chains = new(book);

    /// <inheritdoc/>
    public async ValueTask<Job> CreateAsync(Caller caller, JobDraft draft, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Write);
        JobPermissions.DemandFor(caller, draft.Definition);
        return await CreateAsync(caller.TenantId, draft, caller, cancellationToken);
    }

    /// <summary>The same for the configuration file, which needs nobody's leave.</summary>
    public ValueTask<Job> CreateConfiguredAsync(string tenant, JobDraft draft, CancellationToken cancellationToken) =>
        CreateAsync(tenant, draft, caller: null, cancellationToken);

    private async ValueTask<Job> CreateAsync(string tenant, JobDraft draft, Caller? caller, CancellationToken cancellationToken)
    {
        DefinitionCheck.Name(draft.Name);
        DefinitionCheck.Definition(draft.Definition, options, ports.Now);
        if (draft.Definition.AgentId is { } agent) ports.Keys.AgentTypeOf(agent);
        using var passage = await book.EnterAsync(cancellationToken);
        CheckFree(tenant, draft.Name);
        if (book.Of(tenant).Count() >= options.MaxJobs) throw new CarillonException(ErrorCode.Conflict, $"There are {options.MaxJobs} jobs, and no more may be made.");
        _chains.Check(tenant, id: null, draft.Definition, caller);

        var now = ports.Now;
        var next = draft.Enabled ? Planning.Timetable.Of(draft.Definition.Schedule, draft.Definition.Timezone, now).NextAfter(now) : null;
        var job = new StoredJob(ports.Ids.NewId(), draft.Name, draft.Definition, draft.Enabled, caller?.UserId ?? Configuration, now, now, now, next, Configured: caller is null);
        var live = new LiveJob(tenant, job);
        var changes = new JobChanges(now);
        changes.Put(live, job);
        changes.Say(tenant, new CronJobChanged(job.Id, job.Name, "created", next));
        await book.CommitAsync(changes);
        book.Add(live);
        return job.ToJob(0);
    }

    /// <inheritdoc/>
    public async ValueTask<Job> GetAsync(Caller caller, string jobId, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Read);
        return Shown(await FindAsync(caller, jobId, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<JobPage> ListAsync(Caller caller, JobQuery query, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Read);
        CheckLimit(query.Limit);
        using var passage = await book.EnterAsync(cancellationToken);
        var found = book.Of(caller.TenantId).Where(live => !live.IsRemoved && Fits(live.Job, query))
            .Select(live => (Place: PlaceOf(live.Job), Live: live))
            .OrderBy(item => item.Place, StringComparer.Ordinal)
            .ToList();
        var rest = found.Where(item => query.Next is null || string.CompareOrdinal(item.Place, query.Next) > 0).Take(query.Limit + 1).ToList();
        var page = rest.Take(query.Limit).ToList();
        var next = rest.Count > query.Limit ? page[^1].Place : null;
        return new JobPage([.. page.Select(item => Shown(item.Live))], found.Count, next);
    }

    /// <inheritdoc/>
    public ValueTask<Job> UpdateAsync(Caller caller, string jobId, JobPatch patch, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Write);
        return ChangeAsync(caller.TenantId, jobId, "updated", live => Patched(live, patch, caller), cancellationToken);
    }

    /// <summary>The same for a caller who needs no leave.</summary>
    public ValueTask<Job> UpdateAsync(string tenant, string jobId, JobPatch patch, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, jobId, "updated", live => Patched(live, patch, caller: null), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Caller caller, string jobId, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Delete);
        await removal.RunAsync(caller.TenantId, jobId, _chains, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<JobRun> TriggerAsync(Caller caller, string jobId, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Write);
        using var passage = await book.EnterAsync(cancellationToken);
        var live = book.Get(caller.TenantId, jobId);
        JobPermissions.DemandFor(caller, live.Job.Definition);
        var changes = new JobChanges(ports.Now);
        if (records.Claim(changes, live, TriggerSource.Manual, dueAt: null) is not { } run)
            throw new CarillonException(ErrorCode.Conflict, "The job runs, and its overlap policy lets no other run start or wait.");
        await book.CommitAsync(changes);
        return run.Run;
    }

    /// <inheritdoc/>
    public ValueTask<Job> PauseAsync(Caller caller, string jobId, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Write);
        return ChangeAsync(
            caller.TenantId,
            jobId,
            "paused",
            live =>
            {
                JobPermissions.DemandFor(caller, live.Job.Definition);
                return Paused(live.Job);
            },
            cancellationToken);
    }

    /// <summary>The same for a caller who needs no leave.</summary>
    public ValueTask<Job> PauseAsync(string tenant, string jobId, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, jobId, "paused", live => Paused(live.Job), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Job> ResumeAsync(Caller caller, string jobId, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Write);
        return ChangeAsync(
            caller.TenantId,
            jobId,
            "resumed",
            live =>
            {
                JobPermissions.DemandFor(caller, live.Job.Definition);
                return live.Job.Enabled ? live.Job : Enabled(live.Job, live.Times);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<JobRunPage> RunsAsync(Caller caller, string jobId, JobRunQuery query, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Read);
        CheckLimit(query.Limit);
        await FindAsync(caller, jobId, cancellationToken);
        return await store.RunsAsync(caller.TenantId, jobId, query, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<JobRun> GetRunAsync(Caller caller, string jobId, string runId, CancellationToken cancellationToken)
    {
        JobPermissions.Demand(caller, JobAction.Read);
        await FindAsync(caller, jobId, cancellationToken);
        string? next = null;
        do
        {
            var page = await store.RunsAsync(caller.TenantId, jobId, new JobRunQuery(MaxPage, next), cancellationToken);
            if (page.Runs.FirstOrDefault(run => run.RunId == runId) is { } found) return found;
            next = page.Next;
        }
        while (next is not null);

        throw new CarillonException(ErrorCode.NotFound, "There is no such run in the job's history.");
    }

    /// <summary>Everyone hears of a change just before memory follows it: whoever asks at once waits for that.</summary>
    private async ValueTask<LiveJob> FindAsync(Caller caller, string jobId, CancellationToken cancellationToken)
    {
        using var passage = await book.EnterAsync(cancellationToken);
        return book.Get(caller.TenantId, jobId);
    }

    private async ValueTask<Job> ChangeAsync(
        string tenant, string jobId, string change, Func<LiveJob, StoredJob> apply, CancellationToken cancellationToken)
    {
        using var passage = await book.EnterAsync(cancellationToken);
        var live = book.Get(tenant, jobId);
        var after = apply(live);
        if (after == live.Job) return Shown(live);
        var changes = new JobChanges(ports.Now);
        changes.Put(live, after with { UpdatedAt = changes.Now });
        changes.Say(tenant, new CronJobChanged(live.Id, after.Name, change, after.NextRunAt));
        await book.CommitAsync(changes);
        return Shown(live);
    }

    private StoredJob Patched(LiveJob live, JobPatch patch, Caller? caller)
    {
        var (before, now) = (live.Job, ports.Now);
        var definition = patch.ApplyTo(before.Definition);
        if (caller is not null)
        {
            JobPermissions.DemandFor(caller, before.Definition);
            JobPermissions.DemandFor(caller, definition);
        }

        var isOtherTime = definition.Schedule != before.Definition.Schedule || definition.Timezone != before.Definition.Timezone;
        DefinitionCheck.Definition(definition, options, isOtherTime ? now : null);
        if (definition.AgentId is { } agent && agent != before.Definition.AgentId) ports.Keys.AgentTypeOf(agent);
        _chains.Check(live.Tenant, live.Id, definition, caller);
        var after = before with { Definition = definition, Name = patch.Name ?? before.Name };
        if (after.Name != before.Name)
        {
            DefinitionCheck.Name(after.Name);
            CheckFree(live.Tenant, after.Name);
        }

        if (isOtherTime) after = after with { CountedFrom = now };
        if (!(patch.Enabled ?? before.Enabled)) return Paused(after);
        return isOtherTime || !before.Enabled ? Enabled(after, LiveJob.TimesOf(after)) : after;
    }

    private StoredJob Enabled(StoredJob job, Planning.Timetable times)
    {
        var next = times.NextAfter(ports.Now);
        if (next is null && job.Definition.Schedule is not null) throw new CarillonException(ErrorCode.Invalid, "The job's time has passed; give it another schedule.");
        return job with { Enabled = true, NextRunAt = next };
    }

    private static StoredJob Paused(StoredJob job) => job with { Enabled = false, NextRunAt = null };

    private void CheckFree(string tenant, string name)
    {
        if (book.FindByName(tenant, name) is not null) throw new CarillonException(ErrorCode.Conflict, "There is a job of this name.");
    }

    private static void CheckLimit(int limit)
    {
        if (limit is < 1 or > MaxPage) throw new CarillonException(ErrorCode.Invalid, $"The limit is 1 to {MaxPage}.");
    }

    private static bool Fits(StoredJob job, JobQuery query) =>
        (query.Enabled is null || query.Enabled == job.Enabled)
        && (query.AgentId is null || query.AgentId == job.Definition.AgentId)
        && (query.Tags is not { Count: > 0 } wanted || (job.Definition.Tags?.Intersect(wanted).Any() ?? false));

    private static string PlaceOf(StoredJob job) => FormattableString.Invariant($"{job.CreatedAt:D19}|{job.Id}");

    private static Job Shown(LiveJob live) => live.Job.ToJob(live.Active.Count);
}
