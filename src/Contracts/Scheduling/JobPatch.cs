namespace Carillon.Contracts.Scheduling;

/// <summary>What of a job is to change; what is null stays. An empty text, list or map, or a time-out of 0, takes the member away.</summary>
/// <param name="Command">Takes the place of a prompt, as a prompt does of a command.</param>
public record JobPatch(
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
    /// <summary>The definition with these members. On a new one it is a job's whole definition: what is null has its default.</summary>
    public JobDefinition ApplyTo(JobDefinition before)
    {
        var after = before with
        {
            Schedule = Schedule is null ? before.Schedule : Schedule == new JobSchedule() ? null : Schedule,
            AgentId = Text(AgentId, before.AgentId),
            Prompt = Text(Prompt, before.Prompt),
            Command = Text(Command, before.Command),
            Timezone = Timezone ?? before.Timezone,
            ContextVars = ContextVars is null ? before.ContextVars : ContextVars.Count == 0 ? null : ContextVars,
            Tags = Tags is null ? before.Tags : Tags.Count == 0 ? null : Tags,
            MaxRetries = MaxRetries ?? before.MaxRetries,
            Priority = Priority ?? before.Priority,
            TimeoutMs = TimeoutMs is null ? before.TimeoutMs : TimeoutMs == 0 ? null : TimeoutMs,
            Overlap = Overlap ?? before.Overlap,
            CatchUp = CatchUp ?? before.CatchUp,
            CatchUpLimit = CatchUpLimit ?? before.CatchUpLimit,
            NextJobIdOnSuccess = Text(NextJobIdOnSuccess, before.NextJobIdOnSuccess),
            NextJobIdOnFailure = Text(NextJobIdOnFailure, before.NextJobIdOnFailure),
        };

        // One kind of work takes the place of the other.
        if (this is { Command.Length: > 0, Prompt: null, AgentId: null }) return after with { Prompt = null, AgentId = null };
        return this is { Prompt.Length: > 0, Command: null } ? after with { Command = null } : after;
    }

    private static string? Text(string? patch, string? before) => patch is null ? before : patch.Length == 0 ? null : patch;
}
