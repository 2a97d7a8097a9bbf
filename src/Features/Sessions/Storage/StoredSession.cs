using Carillon.Contracts.Sessions;
using Carillon.Events;

namespace Carillon.Features.Sessions.Storage;

/// <summary>A session's document.</summary>
/// <param name="KeptFrom">The number of the first message that a fresh agent is given, once the session was shortened.</param>
/// <param name="Said">The size of the conversation; null in a record from before it was kept.</param>
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
    long? KeptFrom = null,
    StoredTally? Said = null)
{
    /// <summary>The key that was chosen, or the one that every session has.</summary>
    public string ShownKey() => Key ?? SessionKey.Of(AgentType, Id).Text;

    public SessionMeta ToMeta(string tenant) =>
        new(Id, tenant, AgentType, Status, Archived, CreatedAt, UpdatedAt, Name, LastActivityAt, ShownKey());
}

/// <summary>How many messages were said, and about how many tokens they are.</summary>
internal sealed record StoredTally(long Messages, long Tokens)
{
    public static StoredTally None { get; } = new(0, 0);

    public static StoredTally Of(IReadOnlyList<HistoryItem> messages) => messages.Aggregate(None, (tally, message) => tally.With(message.Content));

    public StoredTally With(string content) => new(Messages + 1, Tokens + TokenEstimate.Of(content));
}

/// <summary>The turn that runs, so that a restart can end it.</summary>
internal sealed record StoredTurn(string TurnId, long StartedAt);
