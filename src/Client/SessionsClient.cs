using System.Runtime.CompilerServices;
using Carillon.Client.Http;
using Carillon.Events;

namespace Carillon.Client;

/// <summary>Sessions of the caller's tenant. One that is another's does not exist: <c>session_not_found</c>.</summary>
public sealed class SessionsClient
{
    private readonly ApiCaller _api;

    internal SessionsClient(ApiCaller api) => _api = api;

    /// <summary>Makes a session. Errors: unknown_agent, permission_denied, invalid.</summary>
    public Task<SessionMeta> CreateAsync(string agentType, string? name = null, CancellationToken cancellationToken = default) =>
        SessionsApi.CreateAsync(_api, agentType, name, cancellationToken);

    /// <summary>One session's record.</summary>
    public Task<SessionMeta> GetAsync(string sessionId, CancellationToken cancellationToken = default) =>
        SessionsApi.GetAsync(_api, sessionId, cancellationToken);

    /// <summary>A page of sessions, newest first.</summary>
    /// <param name="next">From the page before.</param>
    public Task<SessionPage> ListAsync(
        bool includeArchived = false, int limit = 100, string? next = null, CancellationToken cancellationToken = default) =>
        SessionsApi.ListAsync(_api, includeArchived, limit, next, cancellationToken);

    /// <summary>All sessions, newest first, fetched page by page.</summary>
    public async IAsyncEnumerable<SessionMeta> ListAllAsync(
        bool includeArchived = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? next = null;
        do
        {
            var page = await ListAsync(includeArchived, 1000, next, cancellationToken);
            foreach (var session in page.Sessions) yield return session;
            next = page.Next;
        }
        while (next is not null);
    }

    /// <summary>Gives it another name.</summary>
    public Task<SessionMeta> RenameAsync(string sessionId, string name, CancellationToken cancellationToken = default) =>
        SessionsApi.ChangeAsync(_api, sessionId, name, archived: null, cancellationToken);

    /// <summary>Puts it out of sight, or back. A running turn goes on.</summary>
    public Task<SessionMeta> ArchiveAsync(string sessionId, bool archived = true, CancellationToken cancellationToken = default) =>
        SessionsApi.ChangeAsync(_api, sessionId, name: null, archived, cancellationToken);

    /// <summary>Stops its agent and removes it with everything that belongs to it, for good.</summary>
    public Task DeleteAsync(string sessionId, CancellationToken cancellationToken = default) =>
        SessionsApi.DeleteAsync(_api, sessionId, cancellationToken);

    /// <summary>The session as it stands at one number: follow its stream from <see cref="SessionSnapshot.Seq"/> to go on from there.</summary>
    public Task<SessionSnapshot> SnapshotAsync(string sessionId, CancellationToken cancellationToken = default) =>
        SessionsApi.SnapshotAsync(_api, sessionId, cancellationToken);

    /// <summary>A page of the conversation, oldest first.</summary>
    /// <param name="after">Messages whose number is above it.</param>
    public Task<HistoryPage> HistoryAsync(string sessionId, long after = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        SessionsApi.HistoryAsync(_api, sessionId, after, limit, cancellationToken);
}

/// <summary>A page of sessions.</summary>
/// <param name="Next">Give it back to get the following page; null at the end.</param>
public sealed record SessionPage(IReadOnlyList<SessionMeta> Sessions, string? Next = null);

/// <summary>A page of a conversation.</summary>
/// <param name="Next">Ask after this number for the following page; null at the end.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryItem> History, long? Next = null);

/// <summary>One message of a conversation.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
/// <param name="Seq">The number of the event it came with.</param>
public sealed record HistoryItem(string Id, string Role, string Content, long CreatedAt, long Seq, string? TurnId = null);

/// <summary>A session as it stands at one number of its stream.</summary>
/// <param name="Seq">The last number this snapshot includes.</param>
/// <param name="RecentHistory">The latest messages, oldest first.</param>
/// <param name="Pending">Permissions and questions that wait for an answer, oldest first.</param>
public sealed record SessionSnapshot(
    SessionMeta Session,
    long Seq,
    IReadOnlyList<HistoryItem> RecentHistory,
    IReadOnlyList<PendingRequest> Pending,
    TurnSnapshot? CurrentTurn = null,
    SandboxSnapshot? Sandbox = null);

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
