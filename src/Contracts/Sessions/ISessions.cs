using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Contracts.Sessions;

/// <summary>
/// Sessions and their turns. Every call checks the caller's tenant and role; a session of another tenant does not exist
/// (SessionNotFound). Each change is committed before the call returns, with the events that announce it.
/// </summary>
public interface ISessions
{
    /// <summary>Makes a session, inactive. Errors: UnknownAgent, PermissionDenied, Invalid.</summary>
    ValueTask<SessionMeta> CreateAsync(Caller caller, string agentType, string? name, CancellationToken cancellationToken);

    /// <summary>One session's record.</summary>
    ValueTask<SessionMeta> GetAsync(Caller caller, string sessionId, CancellationToken cancellationToken);

    /// <summary>A page of the tenant's sessions, newest first.</summary>
    ValueTask<SessionPage> ListAsync(Caller caller, SessionQuery query, CancellationToken cancellationToken);

    /// <summary>How many sessions the tenant has, archived ones included.</summary>
    ValueTask<long> CountAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Gives it another name.</summary>
    ValueTask<SessionMeta> RenameAsync(Caller caller, string sessionId, string name, CancellationToken cancellationToken);

    /// <summary>Puts it out of sight, or back. A running turn goes on.</summary>
    ValueTask<SessionMeta> ArchiveAsync(Caller caller, string sessionId, bool archived, CancellationToken cancellationToken);

    /// <summary>Stops its agent and removes it with its stream, history and workspace, for good.</summary>
    ValueTask DeleteAsync(Caller caller, string sessionId, CancellationToken cancellationToken);

    /// <summary>Everything a newcomer needs to draw the screen, true exactly at <see cref="SessionSnapshot.Seq"/>: follow the stream from there.</summary>
    ValueTask<SessionSnapshot> SnapshotAsync(Caller caller, string sessionId, CancellationToken cancellationToken);

    /// <summary>A page of the conversation, oldest first.</summary>
    ValueTask<IReadOnlyList<HistoryItem>> HistoryAsync(Caller caller, string sessionId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The newest messages of a conversation and the size of all of it. A limit of 0 asks for the size alone.</summary>
    ValueTask<ConversationEnd> ConversationEndAsync(Caller caller, string sessionId, int limit, CancellationToken cancellationToken);
}

/// <summary>Which page of the sessions.</summary>
/// <param name="Limit">At most 1,000.</param>
/// <param name="Next">From the page before.</param>
public sealed record SessionQuery(bool IncludeArchived = false, int Limit = 1000, string? Next = null);

/// <summary>A page of sessions.</summary>
/// <param name="Next">Give it back to get the following page; null at the end.</param>
public sealed record SessionPage(IReadOnlyList<SessionMeta> Sessions, string? Next);

/// <summary>One message of a conversation.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="Seq">The number of the event it came with.</param>
public sealed record HistoryItem(string Id, string Role, string Content, long CreatedAt, string? TurnId, long Seq);

/// <summary>Where a conversation has come to.</summary>
/// <param name="Latest">The newest messages, oldest first.</param>
/// <param name="Messages">How many messages the whole conversation has.</param>
/// <param name="Tokens">About how many tokens they are (<see cref="TokenEstimate"/>).</param>
public sealed record ConversationEnd(IReadOnlyList<HistoryItem> Latest, long Messages, long Tokens);

/// <summary>A session as it stands at one number of its stream.</summary>
/// <param name="Seq">The last number this snapshot includes.</param>
/// <param name="RecentHistory">The latest 50 messages at most, oldest first.</param>
/// <param name="Pending">Permissions and questions that wait for an answer, oldest first, as they stand in the stream.</param>
public sealed record SessionSnapshot(
    SessionMeta Session,
    long Seq,
    TurnSnapshot? CurrentTurn,
    IReadOnlyList<HistoryItem> RecentHistory,
    IReadOnlyList<Entry> Pending,
    SandboxSnapshot? Sandbox);

/// <summary>A running turn as far as it got.</summary>
/// <param name="StartedAt">Unix milliseconds.</param>
public sealed record TurnSnapshot(
    string TurnId, string Prompt, string TextSoFar, string ThinkingSoFar, long StartedAt, IReadOnlyList<ToolCallSnapshot> ToolCalls);

/// <summary>A tool call that has not ended.</summary>
/// <param name="Status"><c>pending</c> or <c>running</c>.</param>
public sealed record ToolCallSnapshot(string ToolCallId, string ToolName, string Status);

/// <summary>A session's sandbox.</summary>
/// <param name="Status"><c>provisioning</c>, <c>ready</c> or <c>removed</c>.</param>
public sealed record SandboxSnapshot(string Provider, string Status);
