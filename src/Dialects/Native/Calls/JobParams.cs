using Carillon.Contracts.Scheduling;

namespace Carillon.Dialects.Native.Calls;

// What requests about jobs carry; an id in the path wins over the body.

internal sealed record JobParams(string? JobId = null);

internal sealed record JobRunParams(string? JobId = null, string? RunId = null);

internal sealed record ListJobsParams(
    bool? Enabled = null, string? AgentId = null, IReadOnlyList<string>? Tags = null, int? Limit = null, string? Next = null);

internal sealed record ListRunsParams(string? JobId = null, int? Limit = null, string? Next = null);

/// <summary>A job's members, all of them optional: for a job to be made, what is left out gets its default; for a change, it stays.</summary>
internal sealed record JobMembers(
    string? JobId = null,
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
    OverlapPolicy? Overlap = null,
    CatchUpPolicy? CatchUp = null,
    int? CatchUpLimit = null,
    string? NextJobIdOnSuccess = null,
    string? NextJobIdOnFailure = null)
{
    public JobPatch ToPatch() => new(
        Name,
        Enabled,
        Schedule,
        AgentId,
        Prompt,
        Command,
        Timezone,
        ContextVars,
        Tags,
        MaxRetries,
        Priority,
        TimeoutMs,
        Overlap,
        CatchUp,
        CatchUpLimit,
        NextJobIdOnSuccess,
        NextJobIdOnFailure);

    public JobDefinition ToDefinition()
    {
        var usual = new JobDefinition();
        return new JobDefinition(
            Schedule,
            AgentId,
            Prompt,
            Command,
            Timezone ?? usual.Timezone,
            ContextVars,
            Tags,
            MaxRetries ?? usual.MaxRetries,
            Priority ?? usual.Priority,
            TimeoutMs,
            Overlap ?? usual.Overlap,
            CatchUp ?? usual.CatchUp,
            CatchUpLimit ?? usual.CatchUpLimit,
            NextJobIdOnSuccess,
            NextJobIdOnFailure);
    }
}
