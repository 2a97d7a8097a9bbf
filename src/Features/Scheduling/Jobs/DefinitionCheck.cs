using System.Text.RegularExpressions;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Features.Scheduling.Planning;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>Refuses jobs that do not make sense, in words that name the member.</summary>
internal static partial class DefinitionCheck
{
    private const int MaxName = 100;
    private const int MaxPrompt = 100_000;
    private const int MaxTags = 20;
    private const int MaxVariables = 50;
    private const int MaxValue = 10_000;
    private const long ShortestInterval = 1000;
    private const long LongestInterval = 366L * 24 * 60 * 60 * 1000;
    private const long LongestTimeout = 7L * 24 * 60 * 60 * 1000;
    private const long LatestMoment = 253_370_764_800_000;

    public static void Name(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Invalid("name", "is empty");
        if (name.Length > MaxName) throw Invalid("name", $"is longer than {MaxName} characters");
        if (name.Any(char.IsControl)) throw Invalid("name", "holds a character that cannot be shown");
    }

    /// <param name="now">A moment that the schedule sets must not be before it; null where it was set earlier.</param>
    public static void Definition(JobDefinition definition, SchedulingOptions options, long? now)
    {
        Work(definition, options);
        Schedule(definition, now);
        Numbers(definition);
        Labels(definition);
    }

    private static void Work(JobDefinition definition, SchedulingOptions options)
    {
        if (definition.Command is { } command)
        {
            if (definition.Prompt is not null || definition.AgentId is not null) throw Invalid("command", "stands beside a prompt or an agent; a job does one of the two");
            if (!options.AllowCommands) throw Invalid("command", "cannot be: jobs may not run commands on this server");
            Text("command", command);
            return;
        }

        if (definition.Prompt is not { } prompt) throw Invalid("prompt", "is missing; give a prompt for an agent, or a command");
        Text("prompt", prompt);
        if (definition.AgentId is null) throw Invalid("agentId", "is missing; name the agent that gets the prompt");
    }

    private static void Schedule(JobDefinition definition, long? now)
    {
        // The zone is read even where no expression needs it: prompts show the time in it.
        _ = Core.Scheduling.TimeZoneNames.Find(definition.Timezone);
        if (definition.Schedule is not { } schedule) return;
        var given = (schedule.Cron is null ? 0 : 1) + (schedule.EveryMs is null ? 0 : 1) + (schedule.At is null ? 0 : 1);
        if (given != 1) throw Invalid("schedule", "needs exactly one of 'cron', 'everyMs' and 'at'");
        if (schedule.EveryMs is < ShortestInterval or > LongestInterval) throw Invalid("schedule.everyMs", "is from 1,000 (a second) to 31,622,400,000 (a year)");
        if (schedule.At is < 0 or > LatestMoment) throw Invalid("schedule.at", "is no moment in Unix milliseconds");
        if (schedule.At <= now) throw Invalid("schedule.at", "has passed");
        _ = Timetable.Of(schedule, definition.Timezone, 0);
    }

    private static void Numbers(JobDefinition definition)
    {
        if (definition.MaxRetries is < 0 or > 20) throw Invalid("maxRetries", "is from 0 to 20");
        if (definition.Priority is < 1 or > 10) throw Invalid("priority", "is from 1 to 10");
        if (definition.TimeoutMs is < 1 or > LongestTimeout) throw Invalid("timeoutMs", "is from 1 to 604,800,000 (a week)");
        if (definition.CatchUpLimit is < 1 or > 100) throw Invalid("catchUpLimit", "is from 1 to 100");
        if (!Enum.IsDefined(definition.Overlap)) throw Invalid("overlap", "is skip, queue or parallel");
        if (!Enum.IsDefined(definition.CatchUp)) throw Invalid("catchUp", "is skip, once or all");
    }

    private static void Labels(JobDefinition definition)
    {
        if (definition.Tags is { } tags)
        {
            if (tags.Count > MaxTags) throw Invalid("tags", $"has more than {MaxTags}");
            if (tags.Any(tag => string.IsNullOrWhiteSpace(tag) || tag.Length > 50)) throw Invalid("tags", "has one that is empty or longer than 50 characters");
        }

        foreach (var (name, value) in definition.ContextVars ?? new Dictionary<string, string>())
        {
            if (definition.ContextVars!.Count > MaxVariables) throw Invalid("contextVars", $"has more than {MaxVariables}");
            if (!VariableName().IsMatch(name)) throw Invalid("contextVars", "has a name that is not 1 to 64 letters, digits and underscores, beginning with no digit");
            if (value is null || value.Length > MaxValue || value.Contains('\0', StringComparison.Ordinal)) throw Invalid("contextVars", $"has a value that is no text of at most {MaxValue} characters");
        }
    }

    private static void Text(string member, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw Invalid(member, "is empty");
        if (text.Length > MaxPrompt) throw Invalid(member, $"is longer than {MaxPrompt} characters");
        if (text.Contains('\0', StringComparison.Ordinal)) throw Invalid(member, "holds a zero character");
    }

    private static CarillonException Invalid(string member, string what) => new(ErrorCode.Invalid, $"'{member}' {what}.");

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    private static partial Regex VariableName();
}
