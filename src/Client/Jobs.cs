namespace Carillon.Client;

/// <summary>Which jobs; what is null does not narrow.</summary>
/// <param name="Tags">Jobs that have any of them.</param>
public sealed record JobFilter(bool? Enabled = null, string? AgentId = null, IReadOnlyList<string>? Tags = null);

/// <summary>When a job is due: exactly one of the three.</summary>
/// <param name="Cron">A cron expression of 5 fields, in the job's time zone.</param>
/// <param name="EveryMs">Every so many milliseconds, from 1,000.</param>
/// <param name="At">Once, at this moment: Unix milliseconds.</param>
public sealed record JobSchedule(string? Cron = null, long? EveryMs = null, long? At = null);

/// <summary>A job's members, to make or to change one: what is null gets its default, or stays.</summary>
/// <param name="Schedule">Left out, the job runs by hand or in a chain only.</param>
/// <param name="AgentId">The agent type that gets the prompt.</param>
/// <param name="Command">A line for the shell, in place of an agent and a prompt.</param>
/// <param name="Timezone">An IANA name; <c>UTC</c> by default.</param>
/// <param name="MaxRetries">0 to 20; 3 by default.</param>
/// <param name="Priority">1 to 10, higher first; 5 by default.</param>
/// <param name="TimeoutMs">For each try.</param>
/// <param name="Overlap"><c>skip</c> (the default), <c>queue</c> or <c>parallel</c>.</param>
/// <param name="CatchUp"><c>skip</c>, <c>once</c> (the default) or <c>all</c>.</param>
public sealed record JobMembers(
    string? Name = null,
    bool? Enabled = null,
    JobSchedule? Schedule = null,
    string? AgentId = null,
    string? Prompt = null,
    string? Command = null,
    string? Timezone = null,
    IReadOnlyDictionary<string, string>? ContextVars = null,
    IReadOnlyList<string>? Tags = null,
    int? MaxRetries = null,
    int? Priority = null,
    long? TimeoutMs = null,
    string? Overlap = null,
    string? CatchUp = null,
    int? CatchUpLimit = null,
    string? NextJobIdOnSuccess = null,
    string? NextJobIdOnFailure = null);

/// <summary>What a job does, and when.</summary>
public sealed record JobDefinition(
    string Timezone,
    int MaxRetries,
    int Priority,
    string Overlap,
    string CatchUp,
    int CatchUpLimit,
    JobSchedule? Schedule = null,
    string? AgentId = null,
    string? Prompt = null,
    string? Command = null,
    IReadOnlyDictionary<string, string>? ContextVars = null,
    IReadOnlyList<string>? Tags = null,
    long? TimeoutMs = null,
    string? NextJobIdOnSuccess = null,
    string? NextJobIdOnFailure = null);

/// <summary>A job as it stands. Times are Unix milliseconds.</summary>
/// <param name="NextRunAt">When it is due next; null when it is not.</param>
/// <param name="LastStatus"><c>completed</c> or <c>failed</c>.</param>
/// <param name="SkippedCount">Due times that passed because it ran.</param>
/// <param name="ActiveRuns">Runs that have not ended.</param>
public sealed record Job(
    string Id,
    string Name,
    JobDefinition Definition,
    bool Enabled,
    string CreatedBy,
    long CreatedAt,
    long UpdatedAt,
    long RunCount,
    long SkippedCount,
    int ConsecutiveFailures,
    int ActiveRuns,
    long? NextRunAt = null,
    long? LastRunAt = null,
    string? LastStatus = null,
    long? LastDurationMs = null,
    string? LastError = null);

/// <summary>A page of jobs.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Next">Give it back to get the following page; null at the end.</param>
public sealed record JobPage(IReadOnlyList<Job> Jobs, int Total, string? Next = null);

/// <summary>One run of a job.</summary>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>retrying</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="TriggerSource"><c>schedule</c>, <c>manual</c>, <c>chain</c> or <c>catch_up</c>.</param>
/// <param name="DueAt">The due time it is for; null when no schedule asked for it.</param>
/// <param name="Attempts">Tries that have begun.</param>
/// <param name="SessionId">The session of the latest try, where an agent runs it.</param>
public sealed record JobRun(
    string RunId,
    string JobId,
    string Status,
    string TriggerSource,
    long CreatedAt,
    int Attempts,
    long? DueAt = null,
    long? StartedAt = null,
    long? EndedAt = null,
    long? DurationMs = null,
    string? Output = null,
    string? Error = null,
    long? RetryAt = null,
    string? SessionId = null,
    int? ExitCode = null);

/// <summary>A page of runs.</summary>
/// <param name="Next">Give it back to get the following page; null at the end.</param>
public sealed record JobRunPage(IReadOnlyList<JobRun> Runs, string? Next = null);
