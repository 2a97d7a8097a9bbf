using Carillon.Contracts.Scheduling;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>Puts a patch on a job's definition: what is null stays, what is empty goes.</summary>
internal static class Patches
{
    public static JobDefinition Apply(JobDefinition before, JobPatch patch)
    {
        var after = before with
        {
            Schedule = patch.Schedule is null ? before.Schedule : patch.Schedule == new JobSchedule() ? null : patch.Schedule,
            AgentId = Text(patch.AgentId, before.AgentId),
            Prompt = Text(patch.Prompt, before.Prompt),
            Command = Text(patch.Command, before.Command),
            Timezone = patch.Timezone ?? before.Timezone,
            ContextVars = patch.ContextVars is null ? before.ContextVars : patch.ContextVars.Count == 0 ? null : patch.ContextVars,
            Tags = patch.Tags is null ? before.Tags : patch.Tags.Count == 0 ? null : patch.Tags,
            MaxRetries = patch.MaxRetries ?? before.MaxRetries,
            Priority = patch.Priority ?? before.Priority,
            TimeoutMs = patch.TimeoutMs is null ? before.TimeoutMs : patch.TimeoutMs == 0 ? null : patch.TimeoutMs,
            Overlap = patch.Overlap ?? before.Overlap,
            CatchUp = patch.CatchUp ?? before.CatchUp,
            CatchUpLimit = patch.CatchUpLimit ?? before.CatchUpLimit,
            NextJobIdOnSuccess = Text(patch.NextJobIdOnSuccess, before.NextJobIdOnSuccess),
            NextJobIdOnFailure = Text(patch.NextJobIdOnFailure, before.NextJobIdOnFailure),
        };

        // One kind of work takes the place of the other.
        if (patch is { Command.Length: > 0, Prompt: null, AgentId: null }) return after with { Prompt = null, AgentId = null };
        return patch is { Prompt.Length: > 0, Command: null } ? after with { Command = null } : after;
    }

    private static string? Text(string? patch, string? before) => patch is null ? before : patch.Length == 0 ? null : patch;
}
