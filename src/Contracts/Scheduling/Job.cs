using System.Text.Json.Serialization;

namespace Carillon.Contracts.Scheduling;

/// <summary>A job as it stands (spec: Aleph, section 6.1). Times are Unix milliseconds.</summary>
/// <param name="Name">Of this job only, in its tenant.</param>
/// <param name="Definition">What was asked for.</param>
/// <param name="Enabled">Whether it comes due; false when paused, and once its one time has come.</param>
/// <param name="CreatedBy">A user's id; <c>config</c> when it stands in the configuration file.</param>
/// <param name="NextRunAt">When it is due next; null when it is not.</param>
/// <param name="LastRunAt">When a run last began.</param>
/// <param name="LastStatus">How a run last ended: <c>completed</c> or <c>failed</c>.</param>
/// <param name="LastError">Why, when it failed.</param>
/// <param name="RunCount">Runs so far, those that wait included.</param>
/// <param name="SkippedCount">Due times that passed because it ran.</param>
/// <param name="ConsecutiveFailures">Runs that failed since one last went well.</param>
/// <param name="ActiveRuns">Runs that have not ended.</param>
public sealed record Job(
    string Id,
    string Name,
    JobDefinition Definition,
    bool Enabled,
    string CreatedBy,
    long CreatedAt,
    long UpdatedAt,
    long? NextRunAt = null,
    long? LastRunAt = null,
    JobRunStatus? LastStatus = null,
    long? LastDurationMs = null,
    string? LastError = null,
    long RunCount = 0,
    long SkippedCount = 0,
    int ConsecutiveFailures = 0,
    int ActiveRuns = 0);

/// <summary>What a job does, and when. It runs an agent's turn on a prompt in a session of its own, or a command in the job's workspace.</summary>
/// <param name="Schedule">When it is due; null for a job that runs by hand or in a chain only.</param>
/// <param name="AgentId">The agent type that gets the prompt, or <c>main</c> for the main agent; null for a command.</param>
/// <param name="Prompt">
/// Up to 100,000 characters. <c>{{now}}</c>, <c>{{now_unix}}</c>, <c>{{job_name}}</c>, <c>{{job_id}}</c>, <c>{{run_id}}</c>,
/// <c>{{run_count}}</c>, <c>{{attempt}}</c>, <c>{{trigger_source}}</c>, <c>{{last_output}}</c>, <c>{{env:NAME}}</c> and the names of
/// <paramref name="ContextVars"/> in such brackets are replaced; others stay.
/// </param>
/// <param name="Command">A line for <c>/bin/sh -c</c>; null for a prompt. The same values are in its environment, as <c>CARILLON_…</c>.</param>
/// <param name="Timezone">An IANA name.</param>
/// <param name="ContextVars">At most 50; names of letters, digits and underscores.</param>
/// <param name="Tags">At most 20.</param>
/// <param name="MaxRetries">0 to 20: how often a run that failed is tried again before it counts as failed.</param>
/// <param name="Priority">1 to 10: of runs that wait for a place, higher ones go first.</param>
/// <param name="TimeoutMs">For each try; null for the server's own limit.</param>
/// <param name="CatchUpLimit">1 to 100: the most runs that are caught up on at a time.</param>
/// <param name="NextJobIdOnSuccess">The job that runs when a run of this one has gone well.</param>
/// <param name="NextJobIdOnFailure">The job that runs when a run of this one has failed for good.</param>
public sealed record JobDefinition(
    JobSchedule? Schedule = null,
    string? AgentId = null,
    string? Prompt = null,
    string? Command = null,
    string Timezone = "UTC",
    IReadOnlyDictionary<string, string>? ContextVars = null,
    IReadOnlyList<string>? Tags = null,
    int MaxRetries = 3,
    int Priority = 5,
    long? TimeoutMs = null,
    OverlapPolicy Overlap = OverlapPolicy.Skip,
    CatchUpPolicy CatchUp = CatchUpPolicy.Once,
    int CatchUpLimit = 5,
    string? NextJobIdOnSuccess = null,
    string? NextJobIdOnFailure = null);

/// <summary>A job to be made.</summary>
/// <param name="Name">1 to 100 characters, of no other job in the tenant.</param>
public sealed record JobDraft(string Name, JobDefinition Definition, bool Enabled = true);

/// <summary>One run of a job, from the moment it was sure to happen.</summary>
/// <param name="DueAt">The due time it is for; null when no schedule asked for it.</param>
/// <param name="CreatedAt">When it was claimed.</param>
/// <param name="StartedAt">When its first try began; null while it waits.</param>
/// <param name="Attempts">Tries that have begun.</param>
/// <param name="Output">The end of what it printed or the beginning of what the agent answered, up to 4,000 characters.</param>
/// <param name="Error">Why the latest try failed, up to 500 characters.</param>
/// <param name="RetryAt">When it is tried again.</param>
/// <param name="SessionId">The session of the latest try, where an agent runs it.</param>
/// <param name="ExitCode">The command's, once it ended by itself.</param>
public sealed record JobRun(
    string RunId,
    string JobId,
    JobRunStatus Status,
    TriggerSource TriggerSource,
    long CreatedAt,
    long? DueAt = null,
    long? StartedAt = null,
    long? EndedAt = null,
    long? DurationMs = null,
    int Attempts = 0,
    string? Output = null,
    string? Error = null,
    long? RetryAt = null,
    string? SessionId = null,
    int? ExitCode = null);

/// <summary>How far a run has got.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobRunStatus>))]
public enum JobRunStatus
{
    /// <summary>It waits for a place, or for the run before it.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>It runs.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>A try failed; it waits for the next.</summary>
    [JsonStringEnumMemberName("retrying")] Retrying,

    /// <summary>It went well.</summary>
    [JsonStringEnumMemberName("completed")] Completed,

    /// <summary>Its last try failed, or it was stopped.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>Why a run happens.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TriggerSource>))]
public enum TriggerSource
{
    /// <summary>It was due.</summary>
    [JsonStringEnumMemberName("schedule")] Schedule,

    /// <summary>Someone asked for it.</summary>
    [JsonStringEnumMemberName("manual")] Manual,

    /// <summary>Another job's run ended.</summary>
    [JsonStringEnumMemberName("chain")] Chain,

    /// <summary>It was due while the server could not run it.</summary>
    [JsonStringEnumMemberName("catch_up")] CatchUp,
}
