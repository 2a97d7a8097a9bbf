using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Access;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Lifecycle;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Snapshots;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions;

/// <summary>Keeps the sessions' records, and shows them.</summary>
internal sealed class SessionDirectory(LiveSessions sessions, SessionStore store, SessionProjection projection, SessionsPorts ports) : ISessions
{
    private const int MaxNameLength = 200;
    private const int RecentMessages = 50;
    private const int MaxPage = 1000;

    /// <inheritdoc/>
    public ValueTask<SessionMeta> CreateAsync(Caller caller, string agentType, string? name, CancellationToken cancellationToken) =>
        CreateAsync(caller, agentType, name, key: null, cancellationToken);

    /// <summary>The same under a key that was chosen. Errors: also Conflict, when another session has it.</summary>
    public async ValueTask<SessionMeta> CreateAsync(
        Caller caller, string agentType, string? name, SessionKey? key, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Create);
        if (name is not null) CheckName(name);
        if (ports.Agents.Definitions.All(agent => agent.Name != agentType))
            throw new CarillonException(ErrorCode.UnknownAgent, "No agent of this type is configured.");

        var (id, now) = (ports.Ids.NewId(), ports.Now);
        var session = new StoredSession(id, agentType, SessionState.Inactive, false, now, now, caller.UserId, name, Key: key?.Text, Said: StoredTally.None);
        var meta = session.ToMeta(caller.TenantId);
        var place = SessionKeys.Session(caller.TenantId, id);
        var put = SessionStore.Put(place, session, StoredJson.Default.StoredSession, SessionKeys.SessionSort(false, now, id));
        List<Change> changes = [put with { ExpectedVersion = 0 }];
        if (key is { } chosen)
        {
            var pointer = SessionStore.Put(SessionKeys.KeyOf(caller.TenantId, chosen.Text), new SessionPointer(id), StoredJson.Default.SessionPointer);
            changes.Add(pointer with { ExpectedVersion = 0 });
        }

        var created = NewEvent.Of(StreamId.OfTenant(caller.TenantId), new SessionCreated(meta));
        await ports.Log.AppendAsync(new Append(created) { Changes = changes }, cancellationToken);
        return meta;
    }

    /// <inheritdoc/>
    public async ValueTask<SessionMeta> GetAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        var (session, _) = await store.GetAsync(caller.TenantId, sessionId, cancellationToken);
        return session.ToMeta(caller.TenantId);
    }

    /// <inheritdoc/>
    public async ValueTask<SessionPage> ListAsync(Caller caller, SessionQuery query, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        if (query.Limit is < 1 or > MaxPage) throw new CarillonException(ErrorCode.Invalid, $"The limit is 1 to {MaxPage}.");
        return await store.ListAsync(caller.TenantId, query, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(Caller caller, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        return store.CountAsync(caller.TenantId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<SessionMeta> RenameAsync(Caller caller, string sessionId, string name, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Write);
        CheckName(name);
        return ChangeAsync(caller, sessionId, change => change.Edit(session => session with { Name = name }), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<SessionMeta> ArchiveAsync(Caller caller, string sessionId, bool archived, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Archive);
        return ChangeAsync(
            caller,
            sessionId,
            change =>
            {
                change.Edit(session => session with { Archived = archived });
                change.Announce(meta => archived ? new SessionArchived(meta) : new SessionUnarchived(meta));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Delete);
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        await store.GetAsync(caller.TenantId, sessionId, cancellationToken);
        var session = lease.Session;
        try
        {
            await AgentRest.CloseAsync(session, new TurnOutcome.Cancelled(caller.UserId), "session_deleted");
            using var passage = await session.Turnstile.EnterAsync(cancellationToken);
            var (record, _) = await store.GetAsync(caller.TenantId, sessionId, cancellationToken);
            await session.Agent.RemoveWorkspaceAsync(cancellationToken);
            await ports.Log.AppendAsync(await RemovalAsync(session, record, cancellationToken), CancellationToken.None);
        }
        catch
        {
            // It is still there, so it can be used again.
            session.IsClosing = false;
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SessionSnapshot> SnapshotAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        var stream = StreamId.Session(caller.TenantId, sessionId);
        if (projection.Capture(stream) is { } view)
        {
            var (record, _) = await store.GetAsync(caller.TenantId, sessionId, cancellationToken);
            return await ComposeAsync(caller.TenantId, record, view, cancellationToken);
        }

        // No turn runs, so documents say it all; inside the turnstile none of them can change while they are read.
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        using var passage = await lease.Session.Turnstile.EnterAsync(cancellationToken);
        var (resting, _) = await store.GetAsync(caller.TenantId, sessionId, cancellationToken);
        view = projection.Capture(stream) ?? await ViewAsync(stream, resting, cancellationToken);
        return await ComposeAsync(caller.TenantId, resting, view, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<HistoryItem>> HistoryAsync(
        Caller caller, string sessionId, long after, int limit, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        if (limit is < 1 or > MaxPage) throw new CarillonException(ErrorCode.Invalid, $"The limit is 1 to {MaxPage}.");
        await store.GetAsync(caller.TenantId, sessionId, cancellationToken);
        return await store.MessagesAfterAsync(caller.TenantId, sessionId, after, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ConversationEnd> ConversationEndAsync(Caller caller, string sessionId, int limit, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        if (limit is < 0 or > MaxPage) throw new CarillonException(ErrorCode.Invalid, $"The limit is 0 to {MaxPage}.");
        var (record, _) = await store.GetAsync(caller.TenantId, sessionId, cancellationToken);
        var tally = record.Said ?? StoredTally.Of(await store.AllMessagesAsync(caller.TenantId, sessionId, 0, cancellationToken));
        var latest = limit == 0 ? [] : await store.LatestMessagesAsync(caller.TenantId, sessionId, long.MaxValue - 1, limit, cancellationToken);
        return new ConversationEnd(latest, tally.Messages, tally.Tokens);
    }

    private async ValueTask<SessionMeta> ChangeAsync(
        Caller caller, string sessionId, Action<SessionChange> apply, CancellationToken cancellationToken)
    {
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        var after = await lease.Session.ChangeAsync(apply, cancellationToken);
        return after.ToMeta(caller.TenantId);
    }

    private async ValueTask<CapturedView> ViewAsync(StreamId stream, StoredSession record, CancellationToken cancellationToken)
    {
        var seq = await ports.Log.GetHeadAsync(stream, cancellationToken);

        // What a turn waits for is in memory with it; what waits now belongs to none.
        var pending = await new DeskEntries(store, ports.Log).WaitingAsync(stream, cancellationToken);
        return new CapturedView(seq, record.Status, null, pending, record.Sandbox);
    }

    private async ValueTask<SessionSnapshot> ComposeAsync(
        string tenant, StoredSession record, CapturedView view, CancellationToken cancellationToken)
    {
        var history = await store.LatestMessagesAsync(tenant, record.Id, view.Seq, RecentMessages, cancellationToken);
        var meta = record.ToMeta(tenant) with { Status = view.Status };
        return new SessionSnapshot(meta, view.Seq, view.Turn?.ToSnapshot(), history, view.Pending, view.Sandbox);
    }

    private async ValueTask<Append> RemovalAsync(LiveSession session, StoredSession record, CancellationToken cancellationToken)
    {
        var (tenant, id) = (session.Tenant, session.Id);
        List<NewEvent> events = [NewEvent.Of(StreamId.OfTenant(tenant), new SessionDeleted(id, record.ShownKey()))];

        // The stream goes: those who follow it hear this, and it is not kept.
        if (record.Sandbox is not null)
            events.Insert(0, NewEvent.Of(session.Stream, new SandboxRemoved(id, "session_deleted")) with { Durable = false });

        var left = await store.PendingAsync(tenant, id, cancellationToken);
        var runs = await store.RunsOfAsync(tenant, id, cancellationToken);
        return new Append(events)
        {
            Changes =
            [
                new DeleteDocument(SessionKeys.Session(tenant, id)),
                new DeleteDocument(SessionKeys.ActiveMark(tenant, id)),
                .. left.Select(approval => new DeleteDocument(SessionKeys.PendingApproval(tenant, approval.RequestId))),
                .. runs.Select(run => new DeleteDocument(run)),
                .. record.Key is { } key ? new[] { new DeleteDocument(SessionKeys.KeyOf(tenant, key)) } : [],
                .. SessionKeys.CollectionsOf(id).Select(collection => new DeleteCollection(tenant, collection)),
                .. ports.Files.RemovalOf(tenant, id),
                new DeleteStream(session.Stream),
            ],
        };
    }

    private static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw new CarillonException(ErrorCode.Invalid, "The name is empty.");
        if (name.Length > MaxNameLength) throw new CarillonException(ErrorCode.Invalid, $"The name is longer than {MaxNameLength} characters.");
    }
}
