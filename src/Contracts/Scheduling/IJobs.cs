using Carillon.Core.Identity;

namespace Carillon.Contracts.Scheduling;

/// <summary>
/// Jobs that run by themselves at set times, and what became of each run. Every call checks the caller's tenant and role: a viewer
/// reads, a member, billing admin, admin or owner changes, only an admin or owner deletes, and only they may have anything to do with
/// a job that runs a command. A job or run of another tenant does not exist (NotFound). Each change is committed before the call
/// returns, with the event that announces it. Times are Unix milliseconds.
/// </summary>
public interface IJobs
{
    /// <summary>
    /// Makes a job. Errors: Invalid (with the member that does not fit), Conflict (the name is taken, or the chain would be a circle),
    /// NotFound (a job of the chain), UnknownAgent, PermissionDenied.
    /// </summary>
    ValueTask<Job> CreateAsync(Caller caller, JobDraft draft, CancellationToken cancellationToken);

    /// <summary>One job. Errors: NotFound.</summary>
    ValueTask<Job> GetAsync(Caller caller, string jobId, CancellationToken cancellationToken);

    /// <summary>A page of the tenant's jobs, oldest first.</summary>
    ValueTask<JobPage> ListAsync(Caller caller, JobQuery query, CancellationToken cancellationToken);

    /// <summary>Changes what the patch names; a new schedule or time zone counts from now. Errors: as for CreateAsync.</summary>
    ValueTask<Job> UpdateAsync(Caller caller, string jobId, JobPatch patch, CancellationToken cancellationToken);

    /// <summary>
    /// Ends what runs of it and removes it with its history and its workspace, for good. Errors: NotFound, Conflict (another job's chain
    /// names it).
    /// </summary>
    ValueTask DeleteAsync(Caller caller, string jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a run by hand, of a paused job too, and returns it once it is sure to run. Errors: NotFound, Conflict (the job's overlap
    /// policy lets it run once at a time, and it runs).
    /// </summary>
    ValueTask<JobRun> TriggerAsync(Caller caller, string jobId, CancellationToken cancellationToken);

    /// <summary>Lets it come due no more until it is resumed; what runs goes on.</summary>
    ValueTask<Job> PauseAsync(Caller caller, string jobId, CancellationToken cancellationToken);

    /// <summary>Lets it come due again, counted from now. Errors: NotFound, Invalid (its one time has passed).</summary>
    ValueTask<Job> ResumeAsync(Caller caller, string jobId, CancellationToken cancellationToken);

    /// <summary>A page of a job's runs, newest first. Errors: NotFound.</summary>
    ValueTask<JobRunPage> RunsAsync(Caller caller, string jobId, JobRunQuery query, CancellationToken cancellationToken);

    /// <summary>One run that is still in the history. Errors: NotFound.</summary>
    ValueTask<JobRun> GetRunAsync(Caller caller, string jobId, string runId, CancellationToken cancellationToken);
}

/// <summary>Which page of the jobs; what is null does not narrow.</summary>
/// <param name="Tags">Jobs that have any of them.</param>
/// <param name="Limit">1 to 1,000.</param>
/// <param name="Next">From the page before.</param>
public sealed record JobQuery(
    bool? Enabled = null, string? AgentId = null, IReadOnlyList<string>? Tags = null, int Limit = 100, string? Next = null);

/// <summary>A page of jobs.</summary>
/// <param name="Total">How many fit the query, on all pages.</param>
/// <param name="Next">Give it back to get the following page; null at the end.</param>
public sealed record JobPage(IReadOnlyList<Job> Jobs, int Total, string? Next = null);

/// <summary>Which page of the runs.</summary>
/// <param name="Limit">1 to 1,000.</param>
/// <param name="Next">From the page before.</param>
public sealed record JobRunQuery(int Limit = 100, string? Next = null);

/// <summary>A page of runs.</summary>
/// <param name="Next">Give it back to get the following page; null at the end.</param>
public sealed record JobRunPage(IReadOnlyList<JobRun> Runs, string? Next = null);
