using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Testing;

/// <summary>Jobs that never come due: this dialect's part ends at their contract.</summary>
internal sealed class ScriptedJobs : IJobs
{
    private readonly Dictionary<string, Job> _jobs = [];

    /// <summary>What was asked last, beside ids.</summary>
    public object? Asked { get; private set; }

    public static JobRun Run { get; } = new(
        "r1", "j1", JobRunStatus.Completed, TriggerSource.CatchUp, 1000, 900, 1001, 1031, 30, 1, "done", SessionId: "s1");

    public ValueTask<Job> CreateAsync(Caller caller, JobDraft draft, CancellationToken cancellationToken)
    {
        Asked = draft;
        var id = $"j{_jobs.Count + 1}";
        return new(_jobs[id] = new Job(id, draft.Name, draft.Definition, draft.Enabled, caller.UserId, 1000, 1000, 2000));
    }

    public ValueTask<Job> GetAsync(Caller caller, string jobId, CancellationToken cancellationToken) => new(Find(jobId));

    public ValueTask<JobPage> ListAsync(Caller caller, JobQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return new(new JobPage([.. _jobs.Values], _jobs.Count, "more"));
    }

    public ValueTask<Job> UpdateAsync(Caller caller, string jobId, JobPatch patch, CancellationToken cancellationToken)
    {
        Asked = patch;
        return new(Find(jobId));
    }

    public ValueTask DeleteAsync(Caller caller, string jobId, CancellationToken cancellationToken)
    {
        _jobs.Remove(Find(jobId).Id);
        return ValueTask.CompletedTask;
    }

    public ValueTask<JobRun> TriggerAsync(Caller caller, string jobId, CancellationToken cancellationToken) =>
        new(new JobRun("r2", Find(jobId).Id, JobRunStatus.Queued, TriggerSource.Manual, 1000));

    public ValueTask<Job> PauseAsync(Caller caller, string jobId, CancellationToken cancellationToken) =>
        new(_jobs[jobId] = Find(jobId) with { Enabled = false, NextRunAt = null });

    public ValueTask<Job> ResumeAsync(Caller caller, string jobId, CancellationToken cancellationToken) =>
        new(_jobs[jobId] = Find(jobId) with { Enabled = true, NextRunAt = 3000 });

    public ValueTask<JobRunPage> RunsAsync(Caller caller, string jobId, JobRunQuery query, CancellationToken cancellationToken)
    {
        Asked = query;
        return new(new JobRunPage([Run with { JobId = Find(jobId).Id }]));
    }

    public ValueTask<JobRun> GetRunAsync(Caller caller, string jobId, string runId, CancellationToken cancellationToken) =>
        runId == Run.RunId ? new(Run) : throw new CarillonException(ErrorCode.NotFound, "There is no such run.");

    private Job Find(string jobId) =>
        _jobs.GetValueOrDefault(jobId) ?? throw new CarillonException(ErrorCode.NotFound, "There is no such job.");
}
