using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Dialects.Aleph.Tests.Gateway;

/// <summary>Jobs as a test needs them: they are kept and never come due. The real ones have tests of their own.</summary>
internal sealed class ScriptedJobs : IJobs
{
    private readonly List<Job> _jobs = [];

    public ValueTask<Job> CreateAsync(Caller caller, JobDraft draft, CancellationToken cancellationToken)
    {
        var job = new Job($"job-{_jobs.Count + 1}", draft.Name, draft.Definition, draft.Enabled, caller.UserId, 1000, 1000, NextRunAt: 5000);
        _jobs.Add(job);
        return ValueTask.FromResult(job);
    }

    public ValueTask<Job> GetAsync(Caller caller, string jobId, CancellationToken cancellationToken) => ValueTask.FromResult(Find(jobId));

    public ValueTask<JobPage> ListAsync(Caller caller, JobQuery query, CancellationToken cancellationToken)
    {
        var found = _jobs.Where(job => (query.Enabled is not { } enabled || job.Enabled == enabled) && (query.AgentId is null || job.Definition.AgentId == query.AgentId)).ToList();
        return ValueTask.FromResult(new JobPage(found, found.Count));
    }

    public ValueTask<Job> UpdateAsync(Caller caller, string jobId, JobPatch patch, CancellationToken cancellationToken)
    {
        var job = Find(jobId);
        return Put(job with { Name = patch.Name ?? job.Name, Definition = job.Definition with { Schedule = patch.Schedule ?? job.Definition.Schedule } });
    }

    public ValueTask DeleteAsync(Caller caller, string jobId, CancellationToken cancellationToken)
    {
        _jobs.Remove(Find(jobId));
        return ValueTask.CompletedTask;
    }

    public ValueTask<JobRun> TriggerAsync(Caller caller, string jobId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new JobRun("run-1", Find(jobId).Id, JobRunStatus.Queued, TriggerSource.Manual, 2000));

    public ValueTask<Job> PauseAsync(Caller caller, string jobId, CancellationToken cancellationToken) => Put(Find(jobId) with { Enabled = false, NextRunAt = null });

    public ValueTask<Job> ResumeAsync(Caller caller, string jobId, CancellationToken cancellationToken) => Put(Find(jobId) with { Enabled = true, NextRunAt = 6000 });

    public ValueTask<JobRunPage> RunsAsync(Caller caller, string jobId, JobRunQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new JobRunPage([new JobRun("run-0", Find(jobId).Id, JobRunStatus.Completed, TriggerSource.Schedule, 10, 10, 11, 21, 10, 1, "done")]));

    public ValueTask<JobRun> GetRunAsync(Caller caller, string jobId, string runId, CancellationToken cancellationToken) =>
        throw new CarillonException(ErrorCode.NotFound, "No such run.");

    private Job Find(string id) => _jobs.Find(job => job.Id == id) ?? throw new CarillonException(ErrorCode.NotFound, "No such job.");

    private ValueTask<Job> Put(Job job)
    {
        _jobs[_jobs.FindIndex(old => old.Id == job.Id)] = job;
        return ValueTask.FromResult(job);
    }
}
