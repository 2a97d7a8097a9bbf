using System.Collections.Concurrent;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Testing;

/// <summary>Sessions, turns and approvals that do nothing but remember: this dialect's part ends at their contracts.</summary>
internal sealed class ScriptedRooms : ISessions, ITurns, IApprovals, IAgents
{
    private readonly ConcurrentDictionary<string, SessionMeta> _sessions = new();
    private readonly ConcurrentDictionary<string, PermissionResolved> _resolved = new();

    public IReadOnlyList<AgentDefinition> Definitions { get; } =
    [
        new("demo", "/bin/secret-path", ["--key", "hush"], new Dictionary<string, string> { ["API_KEY"] = "hush" }),
        new("echo", "echo", [], new Dictionary<string, string>()),
    ];

    /// <summary>Thrown by the next turn, whatever it is.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Turns wait for it before they begin.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>The id of every turn.</summary>
    public string TurnId { get; set; } = "t1";

    /// <summary>Comes true with the first permission that is answered.</summary>
    public TaskCompletionSource<PermissionResolved> Decided { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<Event> Pending { get; } = [];

    public List<HistoryItem> Items { get; } = [];

    public List<string> Said { get; } = [];

    /// <summary>The turns that were asked for.</summary>
    public List<TurnDraft> Drafts { get; } = [];

    public ValueTask<IAgent> StartAsync(AgentStart start, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<SessionMeta> CreateAsync(Caller caller, string agentType, string? name, CancellationToken cancellationToken)
    {
        if (Definitions.All(agent => agent.Name != agentType)) throw new CarillonException(ErrorCode.UnknownAgent, $"No agent '{agentType}' is configured.");
        var session = new SessionMeta($"s{_sessions.Count + 1}", caller.TenantId, agentType, SessionState.Inactive, false, 1000, 1000, name);
        _sessions[session.Id] = session;
        return new(session);
    }

    public ValueTask<SessionMeta> GetAsync(Caller caller, string sessionId, CancellationToken cancellationToken) => new(Find(sessionId));

    public ValueTask<SessionPage> ListAsync(Caller caller, SessionQuery query, CancellationToken cancellationToken)
    {
        var wanted = _sessions.Values.Where(session => query.IncludeArchived || !session.Archived).OrderByDescending(session => session.Id).ToList();
        var from = query.Next is null ? 0 : wanted.FindIndex(session => session.Id == query.Next) + 1;
        var page = wanted.Skip(from).Take(query.Limit).ToList();
        return new(new SessionPage(page, from + page.Count < wanted.Count ? page[^1].Id : null));
    }

    public ValueTask<SessionMeta> RenameAsync(Caller caller, string sessionId, string name, CancellationToken cancellationToken) =>
        new(_sessions[sessionId] = Find(sessionId) with { Name = name });

    public ValueTask<SessionMeta> ArchiveAsync(Caller caller, string sessionId, bool archived, CancellationToken cancellationToken) =>
        new(_sessions[sessionId] = Find(sessionId) with { Archived = archived });

    public ValueTask DeleteAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        _sessions.TryRemove(Find(sessionId).Id, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<SessionSnapshot> SnapshotAsync(Caller caller, string sessionId, CancellationToken cancellationToken) => new(new SessionSnapshot(
        Find(sessionId),
        41,
        new TurnSnapshot(TurnId, "Say hi", "Hel", "", 1200, [new ToolCallSnapshot("c1", "read", "running")]),
        Items,
        [.. Pending.Select((request, at) => EntryOf(sessionId, at + 1, request))],
        new SandboxSnapshot("local", "ready")));

    public ValueTask<IReadOnlyList<HistoryItem>> HistoryAsync(Caller caller, string sessionId, long after, int limit, CancellationToken cancellationToken)
    {
        Find(sessionId);
        return new(Items.Where(item => item.Seq > after).Take(limit).ToList());
    }

    public ValueTask<long> CountAsync(Caller caller, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ConversationEnd> ConversationEndAsync(Caller caller, string sessionId, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async ValueTask<string> RunAsync(Caller caller, string sessionId, TurnDraft draft, CancellationToken cancellationToken)
    {
        Find(sessionId);
        if (Failure is { } failure) throw failure;
        if (Hold is { } hold) await hold.Task.WaitAsync(cancellationToken);
        Drafts.Add(draft);
        Said.Add(draft.Text);
        return TurnId;
    }

    public ValueTask<string> StopAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        Find(sessionId);
        return Said.Count > 0 ? new(TurnId) : throw new CarillonException(ErrorCode.NoTurnInProgress, "No turn runs in this session.");
    }

    public ValueTask<string> SteerAsync(Caller caller, string sessionId, string content, CancellationToken cancellationToken)
    {
        Find(sessionId);
        Said.Add(content);
        return new("x1");
    }

    public ValueTask<PermissionResolved> ResolveAsync(
        Caller caller, string sessionId, string requestId, PermissionKind kind, CancellationToken cancellationToken)
    {
        Find(sessionId);
        var allowed = kind is PermissionKind.AllowOnce or PermissionKind.AllowAlways;
        var outcome = allowed ? PermissionOutcome.Allowed : PermissionOutcome.Denied;
        var resolved = new PermissionResolved(sessionId, requestId, allowed, outcome, kind, caller.UserId);
        if (!_resolved.TryAdd(requestId, resolved)) throw new CarillonException(ErrorCode.AlreadyResolved, "This permission was already decided.");
        Decided.TrySetResult(resolved);
        return new(resolved);
    }

    public ValueTask<QuestionAnswered> AnswerAsync(
        Caller caller, string sessionId, string requestId, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken)
    {
        Find(sessionId);
        return new(new QuestionAnswered(sessionId, requestId, PermissionOutcome.Allowed, answers, caller.UserId));
    }

    public ValueTask<IReadOnlyList<Event>> PendingAsync(Caller caller, CancellationToken cancellationToken) => new(Pending);

    private static Entry EntryOf(string sessionId, long seq, Event value) => new(value)
    {
        Stream = StreamId.Session("dev", sessionId),
        Seq = seq,
        Epoch = 1,
        Position = seq,
        Time = 1100,
        Type = Catalogue.Of(value).Type,
        Durable = true,
        Data = Catalogue.Encode(value),
    };

    private SessionMeta Find(string sessionId) =>
        _sessions.TryGetValue(sessionId, out var session)
            ? session
            : throw new CarillonException(ErrorCode.SessionNotFound, $"There is no session '{sessionId}'.");
}
