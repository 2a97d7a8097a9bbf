using System.Text.Json;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary>
/// Reads jobs in the documentation's form (<c>schedule</c> a cron expression, or <c>schedule_kind</c> with <c>every_ms</c> or a time) and in
/// the code's (<c>schedule</c> an object with a <c>kind</c>; its cron expressions begin with seconds, which have to be 0 here).
/// </summary>
internal static class JobParams
{
    public static JobDraft Draft(Params given) => new(
        given.RequiredText("name"),
        new JobDefinition(
            ScheduleOf(given),
            given.Text("agent_id", "agent") ?? (given.Text("command") is null ? "main" : null),
            given.Text("prompt", "prompt_template"),
            given.Text("command"),
            given.Text("timezone", "tz") ?? TimezoneIn(given) ?? "UTC",
            VariablesOf(given),
            given.Texts("tags"),
            (int?)given.Number("max_retries", 0, 20) ?? 3,
            (int?)given.Number("priority", 1, 10) ?? 5,
            given.Number("timeout_ms", 0, long.MaxValue),
            NextJobIdOnSuccess: given.Text("next_job_id_on_success"),
            NextJobIdOnFailure: given.Text("next_job_id_on_failure")),
        given.Flag("enabled") ?? true);

    public static JobPatch Patch(Params given) => new(
        given.Text("name"),
        given.Flag("enabled"),
        ScheduleOf(given),
        given.Text("agent_id", "agent"),
        given.Text("prompt", "prompt_template"),
        given.Text("command"),
        given.Text("timezone", "tz") ?? TimezoneIn(given),
        VariablesOf(given),
        given.Texts("tags"),
        (int?)given.Number("max_retries", 0, 20),
        (int?)given.Number("priority", 1, 10),
        given.Number("timeout_ms", 0, long.MaxValue),
        NextJobIdOnSuccess: given.Text("next_job_id_on_success"),
        NextJobIdOnFailure: given.Text("next_job_id_on_failure"));

    private static JobSchedule? ScheduleOf(Params given)
    {
        if (given.Any("schedule") is { ValueKind: JsonValueKind.Object }) return FromCode(given.Inner("schedule"));
        return given.Text("schedule_kind") switch
        {
            "every" => new JobSchedule(EveryMs: given.Number("every_ms", 1, long.MaxValue) ?? throw Params.Missing("every_ms")),
            "once" or "at" => new JobSchedule(At: MomentOf(given)),
            null when given.Number("every_ms", 1, long.MaxValue) is { } every => new JobSchedule(EveryMs: every),
            null when given.Text("schedule") is null => null,
            null or "cron" => new JobSchedule(Cron: FiveFields(given.RequiredText("schedule"))),
            _ => throw Params.Wrong("schedule_kind", "cron, every or once"),
        };
    }

    private static JobSchedule FromCode(Params schedule) => schedule.RequiredText("kind") switch
    {
        "cron" => new JobSchedule(Cron: FiveFields(schedule.RequiredText("expr"))),
        "every" => new JobSchedule(EveryMs: schedule.Number("every_ms", 1, long.MaxValue) ?? throw Params.Missing("every_ms")),
        "at" or "once" => new JobSchedule(At: MomentOf(schedule)),
        _ => throw Params.Wrong("schedule.kind", "cron, every or at"),
    };

    /// <summary>A time in Unix milliseconds, or in ISO 8601.</summary>
    private static long MomentOf(Params given)
    {
        var name = given.Any("at") is not null ? "at" : given.Any("run_at") is not null ? "run_at" : "schedule";
        if (given.Any(name) is not { } value) throw Params.Missing("at");
        if (value.ValueKind == JsonValueKind.Number) return given.Number(name, 0, long.MaxValue)!.Value;
        var text = given.RequiredText(name);
        if (long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds)) return milliseconds;
        return DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUnixTimeMilliseconds()
            : throw Params.Wrong(name, "a time in milliseconds or in ISO 8601");
    }

    private static string FiveFields(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6) return expression;
        return fields[0] == "0" ? string.Join(' ', fields[1..]) : throw new CarillonException(ErrorCode.Invalid, "a schedule's seconds are to be 0: jobs are due by the minute");
    }

    private static string? TimezoneIn(Params given) => given.Any("schedule") is { ValueKind: JsonValueKind.Object } ? given.Inner("schedule").Text("tz") : null;

    private static Dictionary<string, string>? VariablesOf(Params given)
    {
        if (given.Any("context_vars") is not { } variables) return null;
        if (variables.ValueKind != JsonValueKind.Object) throw Params.Wrong("context_vars", "an object");
        var inner = given.Inner("context_vars");
        return variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => inner.RequiredText(variable.Name));
    }
}
