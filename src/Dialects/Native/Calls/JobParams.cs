using Carillon.Contracts.Scheduling;

namespace Carillon.Dialects.Native.Calls;

// What requests about jobs carry; an id in the path wins over the body.

internal sealed record JobParams(string? JobId = null);

internal sealed record JobRunParams(string? JobId = null, string? RunId = null);

internal sealed record ListJobsParams(
    bool? Enabled = null, string? AgentId = null, IReadOnlyList<string>? Tags = null, int? Limit = null, string? Next = null);

internal sealed record ListRunsParams(string? JobId = null, int? Limit = null, string? Next = null);

/// <summary>A job's members, to make or to change one.</summary>
internal sealed record JobMembers() : JobPatch
{
    public string? JobId { get; init; }
}
