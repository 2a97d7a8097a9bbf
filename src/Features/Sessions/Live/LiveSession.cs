using System.Diagnostics.CodeAnalysis;
using Carillon.Core.Streams;
using Carillon.Features.Sessions.Agents;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Lifecycle;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Live;

/// <summary>
/// What this process holds of one session while it is in use: the turnstile that its changes go through one by one, the running
/// turn, the agent, and those who wait for answers.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed class LiveSession
{
    private readonly SessionsPorts _ports;
    private readonly SessionStore _store;
    private CancellationTokenSource _rest = new();
    private Task _work = Task.CompletedTask;
    private volatile Turn? _turn;

    public LiveSession(string tenant, string id, SessionsPorts ports, SessionsOptions options, SessionStore store)
    {
        Tenant = tenant;
        Id = id;
        Stream = StreamId.Session(tenant, id);
        _ports = ports;
        _store = store;
        Agent = new SessionAgent(this, ports, options, store);
    }

    public string Tenant { get; }

    public string Id { get; }

    public StreamId Stream { get; }

    /// <summary>Every change of the session's record and every decision is made inside. Never entered while holding a turn's own order.</summary>
    public Turnstile Turnstile { get; } = new();

    public SessionAgent Agent { get; }

    /// <summary>The running turn; set inside the turnstile.</summary>
    public Turn? Turn
    {
        get => _turn;
        set => _turn = value;
    }

    /// <summary>Set, inside the turnstile, once the session is being deleted or the server stops: no turn begins any more.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Agents that wait for an answer, by request; touched inside the turnstile only.</summary>
    public Dictionary<string, Waiter> Waiters { get; } = [];

    /// <summary>Makes one change of the session. Errors: SessionNotFound, and those of the log.</summary>
    public async Task<StoredSession> ChangeAsync(Action<SessionChange> apply, CancellationToken cancellationToken)
    {
        using var passage = await Turnstile.EnterAsync(cancellationToken);
        return await CommitAsync(apply);
    }

    /// <summary>
    /// The same for a caller who is inside the turnstile. It cannot be cancelled: a change that was given up half way might be
    /// committed or not, and what this process holds would no longer be what is stored.
    /// </summary>
    public async Task<StoredSession> CommitAsync(Action<SessionChange> apply)
    {
        var (session, version) = await _store.GetAsync(Tenant, Id, CancellationToken.None);
        var change = new SessionChange(Tenant, session, version, _ports.Now);
        apply(change);
        if (change.ToAppend() is { IsEmpty: false } append) await _ports.Log.AppendAsync(append, CancellationToken.None);
        return change.After;
    }

    /// <summary>Begins the session's one task: a turn, and then the agent's rest until the next; inside the turnstile, after <see cref="WakeAsync"/>.</summary>
    /// <param name="work">Gets the token that ends the rest; it must not throw.</param>
    public void Begin(Func<CancellationToken, Task> work)
    {
        _rest = new CancellationTokenSource();
        _work = work(_rest.Token);
    }

    /// <summary>Ends the agent's rest and waits for the session's task; a running turn must have been asked to end before.</summary>
    public async Task WakeAsync()
    {
        await _rest.CancelAsync();
        await _work;
    }
}
