using Carillon.Core.Identity;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Messages;

/// <summary>What a client may say.</summary>
internal abstract record ClientMessage;

/// <param name="ProtocolVersion">Ours: what the client speaks; the one there is when absent.</param>
internal sealed record Authenticate(string Token, long? ProtocolVersion) : ClientMessage;

/// <param name="Limit">Ours: at most so many; all when absent.</param>
/// <param name="Next">Ours: from the answer before.</param>
internal sealed record ListSessions(bool IncludeArchived, int? Limit, string? Next) : ClientMessage;

internal sealed record CreateSession(string AgentType, string? Name) : ClientMessage;

internal sealed record RenameSession(string SessionId, string Name) : ClientMessage;

/// <summary>archive_session and unarchive_session.</summary>
internal sealed record ArchiveSession(string SessionId, bool Archived) : ClientMessage;

internal sealed record DeleteSession(string SessionId) : ClientMessage;

/// <param name="AfterSeq">Replay what is above it; no replay when absent.</param>
internal sealed record JoinSession(string SessionId, long? AfterSeq) : ClientMessage;

internal sealed record LeaveSession(string SessionId) : ClientMessage;

internal sealed record RunTurn(string SessionId, string Text) : ClientMessage;

internal sealed record StopTurn(string SessionId) : ClientMessage;

internal sealed record Steer(string SessionId, string Content) : ClientMessage;

/// <param name="Answers">Question id to answer.</param>
internal sealed record AnswerQuestion(string SessionId, string RequestId, IReadOnlyDictionary<string, string> Answers) : ClientMessage;

/// <summary>Ours: the protocol asks for permissions and has no message to give one.</summary>
internal sealed record ResolvePermission(string SessionId, string RequestId, PermissionKind Kind) : ClientMessage;

internal sealed record GetHistory(string SessionId, long AfterSeq, int Limit) : ClientMessage;

internal sealed record GetEvents(string SessionId, long AfterSeq, int Limit) : ClientMessage;

/// <param name="Path">A folder; the whole workspace when absent.</param>
internal sealed record ListFiles(string SessionId, string? Path, int Depth) : ClientMessage;

internal sealed record ReadFile(string SessionId, string Path) : ClientMessage;

internal sealed record GetFileHistory(string SessionId, string Path) : ClientMessage;

internal sealed record ReadFileIteration(string SessionId, string Path, int Iteration) : ClientMessage;

/// <summary>manage_members, action list.</summary>
internal sealed record ListMembers : ClientMessage;

/// <summary>manage_members, action set_role.</summary>
internal sealed record SetMemberRole(string UserId, Role Role) : ClientMessage;

/// <summary>manage_members, action remove.</summary>
internal sealed record RemoveMember(string UserId) : ClientMessage;

/// <param name="Ts">The client's clock, whatever it counts; sent back as it is.</param>
internal sealed record Ping(decimal Ts) : ClientMessage;
