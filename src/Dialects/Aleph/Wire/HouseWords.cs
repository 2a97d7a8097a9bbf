using System.Text.Json;
using Carillon.Contracts.Sessions;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Wire;

/// <summary>Sessions, schedules, settings and approvals (seed: "Session Events" to "Exec Events").</summary>
internal static class HouseWords
{
    public static IReadOnlyList<Word> All { get; } =
    [
        Word.Of<SessionCreated>("session.created", (json, e) => json.WriteString(Field.SessionKey, KeyOf(e.Session))),
        Word.Of<SessionDeleted>("session.deleted", (json, e) => json.WriteString(Field.SessionKey, e.SessionKey ?? KeyOf(e.SessionId))),
        Word.Of<SessionCompacted>("session.compacted", (json, e) =>
        {
            json.WriteString(Field.SessionKey, e.SessionKey ?? KeyOf(e.SessionId));
            json.WriteNumber("tokens_before", e.TokensBefore);
            json.WriteNumber("tokens_after", e.TokensAfter);
            if (e.Estimated is { } estimated) json.WriteBoolean("estimated", estimated);
        }),
        Word.Of<CronTriggered>("cron.triggered", (json, e) =>
        {
            Job(json, e.JobId, e.RunId);
            json.WriteString("trigger_source", e.TriggerSource);
        }),
        Word.Of<CronCompleted>("cron.completed", (json, e) =>
        {
            Job(json, e.JobId, e.RunId);
            json.WriteNumber(Field.DurationMs, e.DurationMs);
        }),
        Word.Of<CronFailed>("cron.failed", (json, e) =>
        {
            Job(json, e.JobId, e.RunId);
            json.WriteString(Field.Error, e.Error);
        }),
        Word.Of<ConfigChanged>("config.changed", (json, e) =>
        {
            json.WriteStartArray("changed_keys");
            foreach (var key in e.ChangedKeys) json.WriteStringValue(key);
            json.WriteEndArray();
            json.WriteString(Field.Source, e.Source);
        }),
        Word.Of<ConfigReloaded>("config.reloaded", (json, e) => json.WriteString(Field.Source, e.Source)),
        Word.Of<PermissionRequested>("exec.approval_requested", Requested),
        Word.Of<PermissionResolved>("exec.approval_resolved", (json, e) =>
        {
            json.WriteString(Field.Id, e.RequestId);
            json.WriteString(Field.Decision, DecisionWord(e));
            if (e.By is not null) json.WriteString("resolved_by", e.By);
        }),
    ];

    /// <summary>A decision in Aleph's words; what nobody answered is a refusal.</summary>
    public static string DecisionWord(PermissionResolved resolved) => resolved.Approved
        ? resolved switch
        {
            { OptionId: "allow_once" or "allow_session" or "allowlist" } => resolved.OptionId,
            { Kind: PermissionKind.AllowAlways } => "allow_session",
            _ => "allow_once",
        }
        : "deny";

    /// <summary>How dangerous a request is; an agent's own request is judged by its tool where nobody looked at a command.</summary>
    public static string RiskWord(PermissionRequested request) => request.RiskLevel switch
    {
        RiskLevel.Low => "low",
        RiskLevel.Medium => "medium",
        RiskLevel.High => "high",
        RiskLevel.Critical => "critical",
        _ => request.ToolName switch
        {
            "read" or "search" or "think" => "low",
            "execute" or "fetch" => "high",
            _ => "medium",
        },
    };

    private static void Requested(Utf8JsonWriter json, PermissionRequested e)
    {
        json.WriteString(Field.Id, e.RequestId);
        json.WriteString(Field.Command, e.Command ?? e.Description);
        json.WriteString(Field.RiskLevel, RiskWord(e));
        json.WriteString(Field.RunId, e.TurnId);
        json.WriteString(Field.ToolName, e.ToolName);
        json.WriteNumber("expires_at", e.ExpiresAt);
    }

    private static void Job(Utf8JsonWriter json, string jobId, string runId)
    {
        json.WriteString(Field.JobId, jobId);
        json.WriteString(Field.RunId, runId);
    }

    private static string KeyOf(SessionMeta session) => session.Key ?? SessionKey.Of(session.AgentType, session.Id).Text;

    // Logs from before sessions had keys do not say them, nor the agent that would be in one.
    private static string KeyOf(string sessionId) => SessionKey.Of(SessionKey.MainAgent, sessionId).Text;
}
