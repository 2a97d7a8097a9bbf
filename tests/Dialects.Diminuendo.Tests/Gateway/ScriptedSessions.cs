using System.Collections.Concurrent;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Gateway;

/// <summary>The features as a test wants them: they keep just enough to answer, and write to the real log as the real ones do.</summary>
internal sealed class ScriptedSessions(ILog log, IIdSource ids) : ISessions, ITurns, IApprovals
{
    private readonly ConcurrentDictionary<string, SessionMeta> _sessions = new();
    private readonly ConcurrentDictionary<string, Entry> _pending = new();
    private readonly ConcurrentDictionary<string, bool> _resolved = new();

    /// <summary>What was asked of the features, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>A turn that a snapshot shows.</summary>
    public TurnSnapshot? CurrentTurn { get; set; }

    /// <summary>How long a stop takes.</summary>
    public Task StopTakes { get; set; } = Task.CompletedTask;

    /// <summary>How long a snapshot takes.</summary>
    public Task SnapshotTakes { get; set; } = Task.CompletedTask;

    /// <summary>How long a steer takes.</summary>
    public Task SteerTakes { get; set; } = Task.CompletedTask;

    /// <summary>What a listing throws.</summary>
    public Exception? Fault { get; set; }

    public async ValueTask<SessionMeta> CreateAsync(Caller caller, string agentType, string? name, CancellationToken cancellationToken)
    {
        if (agentType == "nobody") throw new CarillonException(ErrorCode.UnknownAgent, "No agent \"nobody\" is configured.");
        var session = new SessionMeta(ids.NewId(), caller.TenantId, agentType, SessionState.Inactive, false, 1, 1, name);
        return await ChangeAsync(session, new SessionCreated(session), cancellationToken);
    }

    public ValueTask<SessionMeta> GetAsync(Caller caller, string sessionId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(caller, sessionId));

    public ValueTask<SessionPage> ListAsync(Caller caller, SessionQuery query, CancellationToken cancellationToken)
    {
        if (Fault is not null) throw Fault;
        var all = _sessions.Values
            .Where(session => session.TenantId == caller.TenantId && (query.IncludeArchived || !session.Archived))
            .OrderByDescending(session => session.Id, StringComparer.Ordinal)
            .Where(session => query.Next is null || string.CompareOrdinal(session.Id, query.Next) < 0)
            .ToList();
        var page = all.Take(query.Limit).ToList();
        return ValueTask.FromResult(new SessionPage(page, page.Count < all.Count ? page[^1].Id : null));
    }

    public async ValueTask<SessionMeta> RenameAsync(Caller caller, string sessionId, string name, CancellationToken cancellationToken)
    {
        var session = Find(caller, sessionId) with { Name = name };
        return await ChangeAsync(session, new SessionUpdated(session), cancellationToken);
    }

    public async ValueTask<SessionMeta> ArchiveAsync(Caller caller, string sessionId, bool archived, CancellationToken cancellationToken)
    {
        var session = Find(caller, sessionId) with { Archived = archived };
        return await ChangeAsync(session, archived ? new SessionArchived(session) : new SessionUnarchived(session), cancellationToken);
    }

    public async ValueTask DeleteAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        Find(caller, sessionId);
        await StopTakes.WaitAsync(cancellationToken);
        _sessions.TryRemove(sessionId, out _);
        var stream = StreamId.Session(caller.TenantId, sessionId);
        await log.AppendAsync(
            new Append([NewEvent.Of(StreamId.OfTenant(caller.TenantId), new SessionDeleted(sessionId))]) { Changes = [new DeleteStream(stream)] },
            cancellationToken);
    }

    public async ValueTask<SessionSnapshot> SnapshotAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        var session = Find(caller, sessionId);
        await SnapshotTakes.WaitAsync(cancellationToken);
        var head = await log.GetHeadAsync(StreamId.Session(caller.TenantId, sessionId), cancellationToken);
        var pending = _pending.Values.Where(entry => entry.Stream.Key == sessionId && entry.Seq <= head).OrderBy(entry => entry.Seq).ToList();
        return new SessionSnapshot(session, head, CurrentTurn, [], pending, new SandboxSnapshot("local", "ready"));
    }

    public ValueTask<long> CountAsync(Caller caller, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ConversationEnd> ConversationEndAsync(Caller caller, string sessionId, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<HistoryItem>> HistoryAsync(
        Caller caller, string sessionId, long after, int limit, CancellationToken cancellationToken)
    {
        Find(caller, sessionId);
        IReadOnlyList<HistoryItem> items = [new("m1", "user", $"after {after}, {limit} at most", 5, "u1", 3)];
        return ValueTask.FromResult(items);
    }

    public async ValueTask<string> RunAsync(Caller caller, string sessionId, TurnDraft draft, CancellationToken cancellationToken)
    {
        var text = draft.Text;
        Asked.Enqueue($"run {text}");
        await SayAsync(Find(caller, sessionId), new TurnStarted(sessionId, "u1", "demo", text));
        return "u1";
    }

    public async ValueTask<string> StopAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        Asked.Enqueue("stop");
        var session = Find(caller, sessionId);
        await StopTakes.WaitAsync(cancellationToken);
        await SayAsync(session, new TurnCancelled(sessionId, "u1", 5));
        Asked.Enqueue("stopped");
        return "u1";
    }

    public async ValueTask<string> SteerAsync(Caller caller, string sessionId, string content, CancellationToken cancellationToken)
    {
        var session = Find(caller, sessionId);
        await SteerTakes.WaitAsync(cancellationToken);
        await SayAsync(session, new TurnSteered(sessionId, "u1", "steer-1", content));
        return "steer-1";
    }

    public async ValueTask<PermissionResolved> ResolveAsync(
        Caller caller, string sessionId, string requestId, PermissionKind kind, CancellationToken cancellationToken)
    {
        var session = Find(caller, sessionId);
        Take<PermissionRequested>(requestId);
        var approved = kind is PermissionKind.AllowOnce or PermissionKind.AllowAlways;
        var resolved = new PermissionResolved(
            sessionId, requestId, approved, approved ? PermissionOutcome.Allowed : PermissionOutcome.Denied, kind, caller.UserId);
        Asked.Enqueue($"resolve {requestId} {kind}");
        await SayAsync(session, resolved);
        return resolved;
    }

    public async ValueTask<QuestionAnswered> AnswerAsync(
        Caller caller, string sessionId, string requestId, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken)
    {
        var session = Find(caller, sessionId);
        Take<QuestionRequested>(requestId);
        var answered = new QuestionAnswered(sessionId, requestId, PermissionOutcome.Allowed, answers, caller.UserId);
        Asked.Enqueue($"answer {requestId} {string.Join(',', answers)}");
        await SayAsync(session, answered);
        return answered;
    }

    public ValueTask<IReadOnlyList<Event>> PendingAsync(Caller caller, CancellationToken cancellationToken)
    {
        var pending = new List<Event>();
        foreach (var entry in _pending.Values.Where(entry => entry.Stream.Tenant == caller.TenantId))
        {
            if (entry.TryDecode(out var value)) pending.Add(value);
        }

        return ValueTask.FromResult<IReadOnlyList<Event>>(pending);
    }

    /// <summary>Something happens in a session.</summary>
    public async Task<Entry> SayAsync(SessionMeta session, Event value)
    {
        var stream = StreamId.Session(session.TenantId, session.Id);
        var result = await log.AppendAsync(new Append(NewEvent.Of(stream, value)), CancellationToken.None);
        var entry = result.Entries[0];
        if (value is PermissionRequested permission) _pending[permission.RequestId] = entry;
        if (value is QuestionRequested question) _pending[question.RequestId] = entry;
        return entry;
    }

    private async Task<SessionMeta> ChangeAsync(SessionMeta session, Event announcement, CancellationToken cancellationToken)
    {
        _sessions[session.Id] = session;
        await log.AppendAsync(new Append(NewEvent.Of(StreamId.OfTenant(session.TenantId), announcement)), cancellationToken);
        return session;
    }

    private SessionMeta Find(Caller caller, string sessionId) =>
        _sessions.TryGetValue(sessionId, out var session) && session.TenantId == caller.TenantId
            ? session
            : throw new CarillonException(ErrorCode.SessionNotFound, "There is no such session.");

    private void Take<T>(string requestId)
        where T : Event
    {
        if (_resolved.ContainsKey(requestId)) throw new CarillonException(ErrorCode.AlreadyResolved, "Too late.");
        if (!_pending.TryGetValue(requestId, out var entry) || !entry.TryDecode(out var value) || value is not T)
        {
            throw new CarillonException(ErrorCode.NotFound, "There is no such request.");
        }

        _pending.TryRemove(requestId, out _);
        _resolved[requestId] = true;
    }
}
