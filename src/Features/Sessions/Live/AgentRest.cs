using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Turns;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sessions.Live;

/// <summary>An agent between turns: it is kept until it ends by itself, rests for too long, or its session is closed.</summary>
internal sealed partial class AgentRest(LiveSession session, TimeProvider clock, SessionsOptions options, ILogger logger)
{
    /// <summary>Keeps the agent; returns when there is none any more, or when the rest is cancelled: then the agent is still there.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (session.Agent.Exited is not { } exited) return;
        try
        {
            var reason = await WaitAsync(exited, cancellationToken);
            using var passage = await session.Turnstile.EnterAsync(cancellationToken);
            await DeactivateAsync(session, reason);
        }
        catch (OperationCanceledException)
        {
            // A turn begins, or the session is closed: whoever wants that goes on from here.
        }
        catch (CarillonException refused)
        {
            LogNotDeactivated(session.Id, refused);
            await session.Agent.StopAsync();
        }
    }

    /// <summary>
    /// Lets a session begin no more turns, ends the one that runs, and ends its agent. Errors: SessionNotFound, and those of the log.
    /// </summary>
    public static async Task CloseAsync(LiveSession session, TurnOutcome outcome, string reason)
    {
        Turn? turn;
        using (await session.Turnstile.EnterAsync(CancellationToken.None))
        {
            session.IsClosing = true;
            turn = session.Turn;
        }

        if (turn is not null) await turn.RequestEndAsync(outcome);
        await session.WakeAsync();
        using var passage = await session.Turnstile.EnterAsync(CancellationToken.None);
        await ApprovalBroker.CancelDeskAsync(session);
        await DeactivateAsync(session, reason);
    }

    /// <summary>Ends the agent of a session that runs no turn, and says so; inside the turnstile.</summary>
    public static async Task DeactivateAsync(LiveSession session, string reason)
    {
        var before = await session.CommitAsync(change =>
        {
            if (change.After.Status == SessionState.Ready) change.Move(SessionState.Deactivating, reason);
        });
        await session.Agent.StopAsync();
        if (before.Status == SessionState.Deactivating) await session.CommitAsync(change => change.Move(SessionState.Inactive, reason));
    }

    private async Task<string> WaitAsync(Task exited, CancellationToken cancellationToken)
    {
        try
        {
            await exited.WaitAsync(options.IdleTimeout ?? Timeout.InfiniteTimeSpan, clock, cancellationToken);
            LogAgentExited(session.Id);
            return "agent_exited";
        }
        catch (TimeoutException)
        {
            return "idle";
        }
    }

    [LoggerMessage(4220, LogLevel.Information, "Session {Session}: the agent ended between turns")]
    private partial void LogAgentExited(string session);

    [LoggerMessage(4221, LogLevel.Error, "Session {Session}: the end of its agent could not be recorded")]
    private partial void LogNotDeactivated(string session, Exception exception);
}
