using Carillon.Contracts.Sessions;
using Carillon.Events;

namespace Carillon.Features.Sessions.Storage;

/// <summary>A session's document.</summary>
/// <param name="KeptFrom">The number of the first message that a fresh agent is given, once the session was shortened.</param>
internal sealed record StoredSession(
    string Id,
    string AgentType,
    SessionState Status,
    bool Archived,
    long CreatedAt,
    long UpdatedAt,
    string CreatedBy,
    string? Name = null,
    long? LastActivityAt = null,
    StoredTurn? Turn = null,
    SandboxSnapshot? Sandbox = null,
    string? Key = null,
    long? KeptFrom = null)
{
    /// <summary>The key that was chosen, or the one that every session has.</summary>
    public string ShownKey() => Key ?? SessionKey.Of(AgentType, Id).Text;

    public SessionMeta ToMeta(string tenant) =>
        new(Id, tenant, AgentType, Status, Archived, CreatedAt, UpdatedAt, Name, LastActivityAt, ShownKey());
}

/// <summary>The turn that runs, so that a restart can end it.</summary>
internal sealed record StoredTurn(string TurnId, long StartedAt);
