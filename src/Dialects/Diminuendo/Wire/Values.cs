using System.Text.Json;
using Carillon.Contracts.Sessions;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>Objects that several messages share.</summary>
internal static class Values
{
    /// <summary>SessionMeta, with its two nullable fields always there.</summary>
    public static void WriteSession(this Utf8JsonWriter json, SessionMeta session)
    {
        json.WriteStartObject();
        json.WriteString(Field.Id, session.Id);
        json.WriteString(Field.TenantId, session.TenantId);
        json.WriteString(Field.Name, session.Name);
        json.WriteString(Field.AgentType, session.AgentType);
        json.WriteString(Field.Status, session.Status.Word());
        json.WriteBoolean(Field.Archived, session.Archived);
        json.WriteNumber(Field.CreatedAt, session.CreatedAt);
        json.WriteNumber(Field.UpdatedAt, session.UpdatedAt);
        json.WriteNumberOrNull(Field.LastActivityAt, session.LastActivityAt);
        json.WriteEndObject();
    }

    /// <summary>A message of the conversation as the seed shows it.</summary>
    public static void WriteHistoryFields(this Utf8JsonWriter json, HistoryItem item)
    {
        json.WriteString(Field.Id, item.Id);
        json.WriteString(Field.Role, item.Role);
        json.WriteString(Field.Content, item.Content);
        json.WriteNumber(Field.CreatedAt, item.CreatedAt);
    }

    /// <summary>A number, or null.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, JsonEncodedText name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>A string, or no such field.</summary>
    public static void WriteIfGiven(this Utf8JsonWriter json, JsonEncodedText name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    /// <summary>A state's name on the wire.</summary>
    public static string Word(this SessionState state) => state switch
    {
        SessionState.Inactive => "inactive",
        SessionState.Activating => "activating",
        SessionState.Ready => "ready",
        SessionState.Running => "running",
        SessionState.Waiting => "waiting",
        SessionState.Deactivating => "deactivating",
        _ => "error",
    };

    /// <summary>What kind of answer an option is (ACP: PermissionOptionKind).</summary>
    public static string Word(this PermissionKind kind) => kind switch
    {
        PermissionKind.AllowOnce => "allow_once",
        PermissionKind.AllowAlways => "allow_always",
        PermissionKind.RejectOnce => "reject_once",
        _ => "reject_always",
    };

    /// <summary>How a permission came to its end.</summary>
    public static string Word(this PermissionOutcome outcome) => outcome switch
    {
        PermissionOutcome.Allowed => "allowed",
        PermissionOutcome.Denied => "denied",
        PermissionOutcome.Expired => "expired",
        _ => "cancelled",
    };

    public static string Word(this RiskLevel level) => level switch
    {
        RiskLevel.Low => "low",
        RiskLevel.Medium => "medium",
        RiskLevel.High => "high",
        _ => "critical",
    };
}
