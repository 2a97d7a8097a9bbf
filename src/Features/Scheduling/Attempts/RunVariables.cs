using System.Globalization;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Scheduling;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Attempts;

/// <summary>What a run knows of itself, for prompts and for the environment of commands.</summary>
internal static class RunVariables
{
    private const string FirstRun = "(first run)";

    /// <summary>By the names that prompts use.</summary>
    /// <param name="lastOutput">What the latest good run gave; null when there was none.</param>
    public static Dictionary<string, string> Of(StoredJob job, StoredRun run, string? lastOutput, DateTimeOffset now)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in job.Definition.ContextVars ?? new Dictionary<string, string>()) variables[name] = value;

        var local = TimeZoneInfo.ConvertTime(now, TimeZoneNames.Find(job.Definition.Timezone));
        variables["now"] = local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        variables["now_unix"] = Text(now.ToUnixTimeSeconds());
        variables["job_name"] = job.Name;
        variables["job_id"] = job.Id;
        variables["run_id"] = run.Run.RunId;
        variables["run_count"] = Text(run.Number);
        variables["attempt"] = Text(run.Run.Attempts);
        variables["trigger_source"] = TriggerSources.NameOf(run.Run.TriggerSource);
        variables["last_output"] = lastOutput ?? FirstRun;
        if (run.Run.DueAt is { } due) variables["due_at"] = Text(due);
        return variables;
    }

    /// <summary>The same in capitals behind <c>CARILLON_</c>; a job's own behind <c>CARILLON_VAR_</c>, as they are written.</summary>
    public static Dictionary<string, string> EnvironmentOf(StoredJob job, Dictionary<string, string> variables)
    {
        var own = job.Definition.ContextVars ?? new Dictionary<string, string>();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            if (!own.ContainsKey(name)) environment[$"CARILLON_{name.ToUpperInvariant()}"] = value.Replace("\0", "", StringComparison.Ordinal);
        }

        foreach (var (name, value) in own) environment[$"CARILLON_VAR_{name}"] = value;
        return environment;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
