using System.Text.Json;
using Carillon.Contracts.Identity;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Features.Scheduling.Storage;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>A job of the configuration file; its chain names other jobs of the same tenant.</summary>
/// <param name="OnSuccess">The name of the job that runs after one that went well.</param>
/// <param name="OnFailure">The name of the job that runs after one that failed.</param>
public sealed record ConfiguredJob(string Tenant, string Name, JobDefinition Definition, bool Enabled, string? OnSuccess = null, string? OnFailure = null)
{
    /// <summary>What is wrong with it, in words for whoever wrote it; null when nothing is. Agents are not looked at.</summary>
    public string? Mistake(SchedulingOptions options)
    {
        try
        {
            DefinitionCheck.Name(Name);
            DefinitionCheck.Definition(Definition, options, now: null);
            return IdentityNames.IsTenantId(Tenant) ? null : "'tenant' cannot be a tenant's name.";
        }
        catch (CarillonException refused)
        {
            return refused.Message;
        }
    }
}

/// <summary>
/// Brings the jobs in line with the configuration file: for a name that stands in both, the file wins. A job that stands there no more
/// is paused, and its history stays.
/// </summary>
internal sealed partial class ConfiguredJobs(JobBook book, JobDirectory directory, ILogger<ConfiguredJobs> logger)
{
    /// <summary>A job that does not make sense is logged and left out; the others count.</summary>
    public async Task SyncAsync(IReadOnlyList<ConfiguredJob> jobs, CancellationToken cancellationToken)
    {
        // First every job, then the chains, which may name any of them in any order.
        foreach (var job in jobs) await TryAsync(job, () => PutAsync(job, cancellationToken));
        foreach (var job in jobs) await TryAsync(job, () => LinkAsync(job, cancellationToken));

        var named = jobs.Select(job => (job.Tenant, job.Name)).ToHashSet();
        var gone = book.All.Where(live => live.Job is { Configured: true, Enabled: true } && !named.Contains((live.Tenant, live.Job.Name))).ToList();
        foreach (var live in gone)
        {
            LogGone(live.Job.Name);
            await directory.PauseAsync(live.Tenant, live.Id, cancellationToken);
        }
    }

    private async Task PutAsync(ConfiguredJob job, CancellationToken cancellationToken)
    {
        if (await FindAsync(job.Tenant, job.Name, cancellationToken) is not { } live)
        {
            await directory.CreateConfiguredAsync(job.Tenant, new JobDraft(job.Name, job.Definition, job.Enabled), cancellationToken);
            return;
        }

        // One time that has come is not to come again because the server was started again.
        var hasCome = job.Definition.Schedule?.At is not null && job.Definition.Schedule == live.Job.Definition.Schedule && live.Job.RunCount > 0;
        var wanted = job.Definition with
        {
            NextJobIdOnSuccess = live.Job.Definition.NextJobIdOnSuccess,
            NextJobIdOnFailure = live.Job.Definition.NextJobIdOnFailure,
        };
        var enabled = job.Enabled && !hasCome;
        if (TextOf(wanted) == TextOf(live.Job.Definition) && live.Job.Enabled == enabled) return;
        await directory.UpdateAsync(job.Tenant, live.Id, Whole(wanted, enabled), cancellationToken);
    }

    private async Task LinkAsync(ConfiguredJob job, CancellationToken cancellationToken)
    {
        if (await FindAsync(job.Tenant, job.Name, cancellationToken) is not { } live) return;
        var patch = new JobPatch(
            NextJobIdOnSuccess: await IdOfAsync(job.Tenant, job.OnSuccess, cancellationToken),
            NextJobIdOnFailure: await IdOfAsync(job.Tenant, job.OnFailure, cancellationToken));
        if ((live.Job.Definition.NextJobIdOnSuccess ?? "") == patch.NextJobIdOnSuccess && (live.Job.Definition.NextJobIdOnFailure ?? "") == patch.NextJobIdOnFailure) return;
        await directory.UpdateAsync(job.Tenant, live.Id, patch, cancellationToken);
    }

    private async Task<string> IdOfAsync(string tenant, string? name, CancellationToken cancellationToken)
    {
        if (name is null) return "";
        return (await FindAsync(tenant, name, cancellationToken))?.Id ?? throw new CarillonException(ErrorCode.NotFound, $"There is no job '{name}' to go on with.");
    }

    private async Task<LiveJob?> FindAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        using var passage = await book.EnterAsync(cancellationToken);
        return book.FindByName(tenant, name);
    }

    private async Task TryAsync(ConfiguredJob job, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (CarillonException refused)
        {
            LogRefused(job.Name, refused.Message);
        }
    }

    /// <summary>A patch that leaves nothing as it was.</summary>
    private static JobPatch Whole(JobDefinition definition, bool enabled) => new(
        Enabled: enabled,
        Schedule: definition.Schedule ?? new JobSchedule(),
        AgentId: definition.AgentId ?? "",
        Prompt: definition.Prompt ?? "",
        Command: definition.Command ?? "",
        Timezone: definition.Timezone,
        ContextVars: definition.ContextVars ?? new Dictionary<string, string>(),
        Tags: definition.Tags ?? [],
        MaxRetries: definition.MaxRetries,
        Priority: definition.Priority,
        TimeoutMs: definition.TimeoutMs ?? 0,
        Overlap: definition.Overlap,
        CatchUp: definition.CatchUp,
        CatchUpLimit: definition.CatchUpLimit);

    private static string TextOf(JobDefinition definition) => JsonSerializer.Serialize(definition, StoredJson.Default.JobDefinition);

    [LoggerMessage(4940, LogLevel.Error, "The job '{Name}' of the configuration file cannot be used: {Reason}")]
    private partial void LogRefused(string name, string reason);

    [LoggerMessage(4941, LogLevel.Warning, "The job '{Name}' stands in the configuration file no more and is paused")]
    private partial void LogGone(string name);
}
