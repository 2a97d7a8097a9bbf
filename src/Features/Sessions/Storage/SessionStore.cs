using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Features.Sessions.Storage;

/// <summary>Reads this room's documents.</summary>
internal sealed class SessionStore(IDocuments documents)
{
    private const int PageSize = 500;

    public async ValueTask<(StoredSession Session, long Version)?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await documents.GetAsync(SessionKeys.Session(tenant, id), cancellationToken) is { } document
            ? (Read(document, StoredJson.Default.StoredSession), document.Version)
            : null;

    /// <summary>Errors: SessionNotFound.</summary>
    public async ValueTask<(StoredSession Session, long Version)> GetAsync(string tenant, string id, CancellationToken cancellationToken) =>
        await FindAsync(tenant, id, cancellationToken) ?? throw new CarillonException(ErrorCode.SessionNotFound, "Session not found");

    public async ValueTask<SessionPage> ListAsync(string tenant, SessionQuery query, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(query.Limit, 1, 1000);
        List<StoredSession> found = [.. await ListPartAsync(tenant, false, query.Next, limit + 1, cancellationToken)];
        if (query.IncludeArchived) found.AddRange(await ListPartAsync(tenant, true, query.Next, limit + 1, cancellationToken));

        var page = found.OrderByDescending(Place, StringComparer.Ordinal).Take(limit).ToList();
        return new SessionPage([.. page.Select(session => session.ToMeta(tenant))], found.Count > limit ? Place(page[^1]) : null);
    }

    public ValueTask<long> CountAsync(string tenant, CancellationToken cancellationToken) =>
        documents.CountAsync(tenant, SessionKeys.Sessions, cancellationToken);

    /// <summary>Messages with a number above <paramref name="after"/>, oldest first.</summary>
    public async ValueTask<IReadOnlyList<HistoryItem>> MessagesAfterAsync(
        string tenant, string sessionId, long after, int limit, CancellationToken cancellationToken)
    {
        var collection = SessionKeys.Messages(sessionId);
        var place = SessionKeys.Behind(tenant, collection, PutDocument.SortKeyOf(Math.Max(after, 0)));
        var page = await documents.ListAsync(new DocumentQuery(tenant, collection, limit, After: place), cancellationToken);
        return [.. page.Select(ToItem)];
    }

    /// <summary>Every message with a number above <paramref name="after"/>, oldest first.</summary>
    public async ValueTask<IReadOnlyList<HistoryItem>> AllMessagesAsync(string tenant, string sessionId, long after, CancellationToken cancellationToken)
    {
        var found = new List<HistoryItem>();
        while (true)
        {
            var page = await MessagesAfterAsync(tenant, sessionId, after, PageSize, cancellationToken);
            found.AddRange(page);
            if (page.Count < PageSize) return found;
            after = page[^1].Seq;
        }
    }

    /// <summary>The newest messages with a number of at most <paramref name="upTo"/>, oldest first.</summary>
    public async ValueTask<IReadOnlyList<HistoryItem>> LatestMessagesAsync(
        string tenant, string sessionId, long upTo, int limit, CancellationToken cancellationToken)
    {
        var collection = SessionKeys.Messages(sessionId);
        var place = SessionKeys.Before(tenant, collection, PutDocument.SortKeyOf(upTo + 1));
        var page = await documents.ListAsync(new DocumentQuery(tenant, collection, limit, After: place, Descending: true), cancellationToken);
        return [.. page.Reverse().Select(ToItem)];
    }

    /// <summary>The id of the session that a chosen key or a turn leads to; null where it leads nowhere.</summary>
    public async ValueTask<string?> FollowAsync(DocumentKey pointer, CancellationToken cancellationToken) =>
        await documents.GetAsync(pointer, cancellationToken) is { } document
            ? Read(document, StoredJson.Default.SessionPointer).SessionId
            : null;

    /// <summary>The pointers of all turns of a session.</summary>
    public async ValueTask<IReadOnlyList<DocumentKey>> RunsOfAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        var found = new List<DocumentKey>();
        await foreach (var document in AllAsync(tenant, SessionKeys.Runs, sessionId, cancellationToken)) found.Add(document.Key);
        return found;
    }

    /// <summary>The number just before a turn's first event; null when the turn has no message.</summary>
    public async ValueTask<long?> StartOfTurnAsync(string tenant, string sessionId, string turnId, CancellationToken cancellationToken)
    {
        var key = new DocumentKey(tenant, SessionKeys.Messages(sessionId), $"{turnId}:user");
        return await documents.GetAsync(key, cancellationToken) is { } document ? ToItem(document).Seq - 1 : null;
    }

    public async ValueTask<StoredApproval?> FindPendingAsync(string tenant, string requestId, CancellationToken cancellationToken) =>
        await documents.GetAsync(SessionKeys.PendingApproval(tenant, requestId), cancellationToken) is { } document
            ? Read(document, StoredJson.Default.StoredApproval)
            : null;

    public async ValueTask<bool> WasDecidedAsync(string tenant, string sessionId, string requestId, CancellationToken cancellationToken) =>
        await documents.GetAsync(SessionKeys.DecidedApproval(tenant, sessionId, requestId), cancellationToken) is not null;

    public async ValueTask<bool> IsRememberedAsync(string tenant, string sessionId, string command, CancellationToken cancellationToken) =>
        await documents.GetAsync(SessionKeys.RememberedCommand(tenant, sessionId, command), cancellationToken) is not null;

    /// <summary>The tenants in which something waits.</summary>
    public ValueTask<IReadOnlyList<string>> TenantsWithPendingAsync(CancellationToken cancellationToken) =>
        documents.TenantsAsync(SessionKeys.Pending, cancellationToken);

    /// <summary>What waits in a session, or in the whole tenant, oldest first.</summary>
    public async ValueTask<IReadOnlyList<StoredApproval>> PendingAsync(string tenant, string? sessionId, CancellationToken cancellationToken)
    {
        var found = new List<StoredApproval>();
        await foreach (var document in AllAsync(tenant, SessionKeys.Pending, sessionId is null ? "" : sessionId + "|", cancellationToken))
        {
            found.Add(Read(document, StoredJson.Default.StoredApproval));
        }

        return [.. found.OrderBy(approval => approval.CreatedAt)];
    }

    public ValueTask<IReadOnlyList<string>> TenantsWithActiveAsync(CancellationToken cancellationToken) =>
        documents.TenantsAsync(SessionKeys.Active, cancellationToken);

    /// <summary>The ids of a tenant's sessions that are marked active.</summary>
    public async ValueTask<IReadOnlyList<string>> ActiveAsync(string tenant, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var document in AllAsync(tenant, SessionKeys.Active, "", cancellationToken)) ids.Add(document.Key.Key);
        return ids;
    }

    /// <summary>A change that stores a value.</summary>
    public static PutDocument Put<T>(DocumentKey key, T value, JsonTypeInfo<T> type, string sortKey = "") =>
        new(key, JsonSerializer.SerializeToUtf8Bytes(value, type), sortKey);

    private async ValueTask<IEnumerable<StoredSession>> ListPartAsync(
        string tenant, bool archived, string? next, int limit, CancellationToken cancellationToken)
    {
        var prefix = SessionKeys.SessionPrefix(archived);
        var place = next is null ? null : SessionKeys.Before(tenant, SessionKeys.Sessions, prefix + next);
        var query = new DocumentQuery(tenant, SessionKeys.Sessions, limit, prefix, place, Descending: true);
        var page = await documents.ListAsync(query, cancellationToken);
        return page.Select(document => Read(document, StoredJson.Default.StoredSession));
    }

    private async IAsyncEnumerable<Document> AllAsync(
        string tenant, string collection, string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Document? last = null;
        while (true)
        {
            var page = await documents.ListAsync(new DocumentQuery(tenant, collection, PageSize, prefix, last), cancellationToken);
            foreach (var document in page) yield return document;
            if (page.Count < PageSize) yield break;
            last = page[^1];
        }
    }

    private static HistoryItem ToItem(Document document)
    {
        var message = Read(document, StoredJson.Default.StoredMessage);
        var seq = long.Parse(document.SortKey, CultureInfo.InvariantCulture);
        return new HistoryItem(message.Id, message.Role, message.Content, message.CreatedAt, message.TurnId, seq);
    }

    private static string Place(StoredSession session) => SessionKeys.SessionPlace(session.CreatedAt, session.Id);

    private static T Read<T>(Document document, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(document.Json.Span, type)
        ?? throw new InvalidOperationException($"The document {document.Key} is empty.");
}
