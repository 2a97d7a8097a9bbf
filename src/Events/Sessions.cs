using System.Text.Json.Serialization;

namespace Carillon.Events;

/// <summary>The seven states of a session (Diminuendo: session_state).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SessionState>))]
public enum SessionState
{
    /// <summary>Only its record exists; no agent runs.</summary>
    [JsonStringEnumMemberName("inactive")] Inactive,

    /// <summary>Its agent is being started.</summary>
    [JsonStringEnumMemberName("activating")] Activating,

    /// <summary>The agent waits for a prompt.</summary>
    [JsonStringEnumMemberName("ready")] Ready,

    /// <summary>A turn runs.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>A turn waits for a person's answer.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>The agent is being stopped.</summary>
    [JsonStringEnumMemberName("deactivating")] Deactivating,

    /// <summary>The last turn or the agent failed; a new turn may be tried.</summary>
    [JsonStringEnumMemberName("error")] Error,
}

/// <summary>A session as others see it (Diminuendo: SessionMeta). Times are Unix milliseconds.</summary>
/// <param name="Id">UUID.</param>
/// <param name="TenantId">Whose it is.</param>
/// <param name="AgentType">Which configured agent runs its turns.</param>
/// <param name="Status">Its state now.</param>
/// <param name="Archived">Out of sight, not deleted.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When its record last changed.</param>
/// <param name="Name">What people call it.</param>
/// <param name="LastActivityAt">When a turn last began or ended.</param>
/// <param name="Key">Its name where sessions are named by those who use them, such as <c>agent:main:main</c>; made from its id where nobody chose one.</param>
public sealed record SessionMeta(
    string Id,
    string TenantId,
    string AgentType,
    SessionState Status,
    bool Archived,
    long CreatedAt,
    long UpdatedAt,
    string? Name = null,
    long? LastActivityAt = null,
    string? Key = null);

/// <summary>A session was made.</summary>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record SessionCreated(SessionMeta Session) : Event;

/// <summary>A session's record changed: its name or its state.</summary>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record SessionUpdated(SessionMeta Session) : Event;

/// <summary>A session was put out of sight.</summary>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record SessionArchived(SessionMeta Session) : Event;

/// <summary>An archived session was brought back.</summary>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record SessionUnarchived(SessionMeta Session) : Event;

/// <summary>A session and all that belonged to it are gone.</summary>
/// <param name="SessionKey">The key it had.</param>
[EventKind(StreamKind.Tenant, Durability.Durable)]
public sealed record SessionDeleted(string SessionId, string? SessionKey = null) : Event;

/// <summary>A session moved from one state to another.</summary>
/// <param name="State">The state it is in now.</param>
/// <param name="Previous">The state it left.</param>
/// <param name="Reason">Why, such as <c>turn_complete</c>, <c>user_stopped</c>, <c>recovered</c>.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record SessionStateChanged(string SessionId, SessionState State, SessionState Previous, string? Reason = null) : Event;

/// <summary>A session's history was shortened to fit the model.</summary>
/// <param name="SessionKey">Its key.</param>
/// <param name="Estimated">The numbers were worked out from the length of the text, as the agent does not say them.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record SessionCompacted(
    string SessionId, long TokensBefore, long TokensAfter, string? SessionKey = null, bool? Estimated = null) : Event;

/// <summary>A command the agent offers, such as <c>/plan</c>.</summary>
public sealed record AgentCommand(string Name, string Description, string? Hint = null);

/// <summary>The agent says which commands it understands now.</summary>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record SessionCommandsUpdated(string SessionId, IReadOnlyList<AgentCommand> Commands) : Event;
