using System.Diagnostics.CodeAnalysis;
using System.Text;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Sessions.Access;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Lifecycle;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Snapshots;
using Carillon.Features.Sessions.Storage;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sessions.Turns;

/// <summary>Begins turns, and passes on what people want of a running one.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed partial class SessionTurns(
    LiveSessions sessions, SessionStore store, SessionProjection projection, SessionsPorts ports, SessionsOptions options, ILogger logger) : ITurns, ISessionAgents
{
    private readonly CancellationTokenSource _stopping = new();

    /// <inheritdoc/>
    public async ValueTask<string> RunAsync(Caller caller, string sessionId, TurnDraft draft, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Write);
        CheckText(draft.Text);
        var lease = sessions.Rent(caller.TenantId, sessionId);
        try
        {
            var added = await AskHooksAsync(lease.Session, draft.Text, cancellationToken);
            using var passage = await lease.Session.Turnstile.EnterAsync(cancellationToken);
            var turn = await BeginAsync(lease, draft, added, cancellationToken);
            return turn.Id;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> StopAsync(Caller caller, string sessionId, CancellationToken cancellationToken) =>
        StopAsync(caller, sessionId, only: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string> SteerAsync(Caller caller, string sessionId, string content, CancellationToken cancellationToken) =>
        SteerAsync(caller, sessionId, only: null, content, cancellationToken);

    /// <summary>Stops a session's turn. Errors: also NoTurnInProgress when another turn runs than the one that is meant.</summary>
    public async ValueTask<string> StopAsync(Caller caller, string sessionId, string? only, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Steer);
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        var turn = await FindTurnAsync(lease.Session, only, cancellationToken);
        await turn.RequestEndAsync(new TurnOutcome.Cancelled(caller.UserId));
        await turn.Ended.WaitAsync(cancellationToken);
        return turn.Id;
    }

    /// <summary>Steers a session's turn. Errors: also NoTurnInProgress when another turn runs than the one that is meant.</summary>
    public async ValueTask<string> SteerAsync(Caller caller, string sessionId, string? only, string content, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Steer);
        CheckText(content);
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        var turn = await FindTurnAsync(lease.Session, only, cancellationToken);
        if (await new SessionHooks(lease.Session, ports.Hooks).BeforePromptAsync(content, "steer", cancellationToken) is { } added) content = $"{content}\n\n{added}";
        using var passage = await turn.SteerTurnstile.EnterAsync(cancellationToken);
        var agent = await turn.Agent.WaitAsync(cancellationToken) ?? throw NoTurn();
        try
        {
            return await DeliverAsync(lease.Session, turn, agent, content, cancellationToken);
        }
        catch (AgentException exception)
        {
            throw new CarillonException(ErrorCode.AgentFailed, exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Steer);
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        var session = lease.Session;
        using var passage = await session.Turnstile.EnterAsync(cancellationToken);
        await store.GetAsync(session.Tenant, session.Id, cancellationToken);
        if (session.Turn is not null) throw new CarillonException(ErrorCode.TurnInProgress, "A turn runs in this session.");
        await session.WakeAsync();
        await AgentRest.DeactivateAsync(session, "released");
    }

    /// <summary>
    /// Begins no more turns, ends those that run, and ends all agents. A turn that is cut off so ends as one that lost its agent:
    /// nobody asked for it to be cancelled, and whoever watches it may try it again.
    /// </summary>
    public async Task StopAllAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(sessions.RentAll().Select(CloseAsync)).WaitAsync(cancellationToken);
    }

    /// <summary>What hooks add to a prompt; outside of the turnstile, for they may take minutes, so what they allowed is looked at once more afterwards.</summary>
    private async Task<string?> AskHooksAsync(LiveSession session, string text, CancellationToken cancellationToken)
    {
        if (!ports.Hooks.Hears(HookEvent.UserPromptSubmit)) return null;
        using (await session.Turnstile.EnterAsync(cancellationToken)) await FindReadyAsync(session, cancellationToken);
        return await new SessionHooks(session, ports.Hooks).BeforePromptAsync(text, "run", cancellationToken);
    }

    /// <summary>The record of a session in which a turn can begin; inside the turnstile, as everyone hears of a turn's end just before it is over here.</summary>
    private async Task<StoredSession> FindReadyAsync(LiveSession session, CancellationToken cancellationToken)
    {
        var (record, _) = await store.GetAsync(session.Tenant, session.Id, cancellationToken);
        if (_stopping.IsCancellationRequested) throw new CarillonException(ErrorCode.ShuttingDown, "The server is stopping.");
        if (session.IsClosing) throw new CarillonException(ErrorCode.ShuttingDown, "The session is being closed.");
        if (record.Archived) throw new CarillonException(ErrorCode.SessionArchived, "The session is archived.");
        if (session.Turn is not null || record.Turn is not null)
            throw new CarillonException(ErrorCode.TurnInProgress, "A turn already runs in this session.");
        return record;
    }

    private async Task<Turn> BeginAsync(LiveSessions.Lease lease, TurnDraft draft, string? added, CancellationToken cancellationToken)
    {
        var session = lease.Session;
        var record = await FindReadyAsync(session, cancellationToken);
        await session.WakeAsync();
        var id = ports.Ids.NewId();
        var turn = new Turn(id, draft, session, new TurnTranscript(session.Id, id, options, ports.Clock), ports) { AddedText = added };
        var waiting = session.Waiters.Count == 0 ? [] : await new DeskEntries(store, ports.Log).WaitingAsync(session.Stream, cancellationToken);
        projection.Expect(session.Stream, record, waiting);
        try
        {
            await session.CommitAsync(change => Begin(change, turn, session.Agent.IsRunning));
        }
        catch
        {
            projection.Forget(session.Stream);
            throw;
        }

        session.Turn = turn;
        session.Begin(rest => WorkAsync(lease, turn, rest));
        return turn;
    }

    private static void Begin(SessionChange change, Turn turn, bool agentRuns)
    {
        change.Say(new TurnStarted(change.After.Id, turn.Id, change.After.AgentType, turn.Prompt, change.After.ShownKey(), turn.AddedText));
        change.Remember("user", turn.Id, turn.Prompt);
        change.PointAt(turn.Id);
        change.Edit(record => record with { Turn = new StoredTurn(turn.Id, change.Now), LastActivityAt = change.Now });
        if (change.After.Status == SessionState.Ready && agentRuns)
        {
            change.Move(SessionState.Running, "turn_started");
            return;
        }

        if (change.After.Status == SessionState.Ready) change.Move(SessionState.Inactive, "agent_exited");
        change.Move(SessionState.Activating, "turn_started");
    }

    /// <summary>A session's one task. Its owner is the session, which awaits it before it begins another and when it is closed.</summary>
    private async Task WorkAsync(LiveSessions.Lease lease, Turn turn, CancellationToken rest)
    {
        using var held = lease;

        // Whoever began the turn is inside the turnstile and must be let go first.
        await Task.Yield();
        try
        {
            await new TurnRun(turn, lease.Session, store, ports, options, logger).RunAsync(_stopping.Token);
            await new AgentRest(lease.Session, ports.Clock, options, logger).KeepAsync(rest);
        }
        catch (Exception exception)
        {
            LogFault(lease.Session.Id, exception);
            turn.HasEnded();
        }
    }

    private async Task<string> DeliverAsync(LiveSession session, Turn turn, IAgent agent, string content, CancellationToken cancellationToken)
    {
        var steer = new Steer(ports.Ids.NewId(), content);
        if (await agent.TrySteerAsync(content, cancellationToken))
        {
            await turn.PublishAsync(new TurnSteered(session.Id, turn.Id, steer.Id, content), CancellationToken.None);
            return steer.Id;
        }

        // The agent cannot hear it while it works: the turn cancels its prompt, and the words are the next one. From
        // here on they are on their way, whether the caller waits or not; the next steer waits for them in any case.
        if (!turn.Steering.TryPut(steer)) throw NoTurn();
        return await steer.Delivered ? steer.Id : throw NoTurn();
    }

    private async ValueTask<Turn> FindTurnAsync(LiveSession session, string? only, CancellationToken cancellationToken)
    {
        // Everyone hears of a turn's beginning just before it is known here: whoever acts on it at once waits for that.
        using var passage = await session.Turnstile.EnterAsync(cancellationToken);
        await store.GetAsync(session.Tenant, session.Id, cancellationToken);
        return session.Turn is { } turn && (only is null || turn.Id == only) ? turn : throw NoTurn();
    }

    private void CheckText(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new CarillonException(ErrorCode.Invalid, "The text is empty.");
        if (Encoding.UTF8.GetByteCount(text) > options.MaxPromptBytes)
            throw new CarillonException(ErrorCode.Invalid, $"The text is longer than {options.MaxPromptBytes} bytes.");
    }

    private async Task CloseAsync(LiveSessions.Lease lease)
    {
        using var held = lease;
        try
        {
            await AgentRest.CloseAsync(lease.Session, new TurnOutcome.CutOff(), "server_stopping");
        }
        catch (Exception exception)
        {
            // The other sessions are closed all the same.
            LogNotClosed(lease.Session.Id, exception);
        }
    }

    private static CarillonException NoTurn() => new(ErrorCode.NoTurnInProgress, "No turn runs in this session.");

    [LoggerMessage(4201, LogLevel.Error, "Session {Session}: its end could not be recorded; the next start will")]
    private partial void LogNotClosed(string session, Exception exception);

    [LoggerMessage(4200, LogLevel.Critical, "Session {Session}: its task failed")]
    private partial void LogFault(string session, Exception exception);
}
