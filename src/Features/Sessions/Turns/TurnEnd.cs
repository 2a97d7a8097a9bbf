using Carillon.Contracts.Hooks;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Lifecycle;
using Carillon.Features.Sessions.Live;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sessions.Turns;

/// <summary>Records the end of a turn in one append: what was open is closed, what was asked is cancelled, and the session moves on.</summary>
internal sealed partial class TurnEnd(Turn turn, LiveSession session, SessionsPorts ports, SessionsOptions options, ILogger logger)
{
    // Fits into an event of the smallest size that makes sense, whatever its escaping costs.
    private const int SurelyFittingBytes = 64 * 1024;

    /// <summary>
    /// Keeps on until the log has taken it: a session whose turn has no end could never run another. When the server stops
    /// before that, recovery at the next start ends the turn.
    /// </summary>
    public async Task RecordAsync(TurnOutcome outcome, CancellationToken serverStopping)
    {
        await EndProcessesAsync(KeepsAgent(outcome));
        var closing = await turn.CloseAsync();

        var text = turn.Transcript.Text;
        while (true)
        {
            try
            {
                await CommitAsync(outcome, text, closing);
                TellHooks(outcome, text, closing);
                return;
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.TooLarge && text.Length > SurelyFittingBytes)
            {
                outcome = new TurnOutcome.Failed(TurnErrors.AgentError, "The agent's answer is longer than the log takes.");
                text = TextPieces.Shorten(text, SurelyFittingBytes);
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.TooLarge && closing.Count > 0)
            {
                closing = [];
            }
            catch (CarillonException refused) when (refused.Code is ErrorCode.StorageUnavailable or ErrorCode.Conflict)
            {
                LogNotRecorded(session.Id, turn.Id, refused);
                if (!await WaitAsync(serverStopping)) break;
            }
            catch (CarillonException refused)
            {
                // The log has closed, or the session is gone: there is nothing to record it in.
                LogNotRecorded(session.Id, turn.Id, refused);
                break;
            }
        }

        await LetGoAsync();
    }

    private void TellHooks(TurnOutcome outcome, string text, IReadOnlyList<Event> closing)
    {
        foreach (var value in closing) turn.TellHooks(value);
        new SessionHooks(session, ports.Hooks).Tell(HookEvent.Stop, call => call with
        {
            TurnId = turn.Id,
            Text = text,
            Source = outcome switch
            {
                TurnOutcome.Completed => "turn.completed",
                TurnOutcome.Cancelled => "turn.cancelled",
                _ => "turn.failed",
            },
        });
    }

    private async Task EndProcessesAsync(bool keepsAgent)
    {
        try
        {
            await session.Agent.EndTerminalsAsync();
            if (!keepsAgent) await session.Agent.StopAsync();
        }
        catch (Exception exception)
        {
            // A process that cannot be ended must not keep the turn from its end.
            LogProcessesLeft(session.Id, turn.Id, exception);
        }
    }

    private bool KeepsAgent(TurnOutcome outcome) => turn.Agent.IsCompletedSuccessfully && outcome switch
    {
        TurnOutcome.Completed or TurnOutcome.Cancelled => true,
        TurnOutcome.Failed failed => failed.KeepsAgent,
        _ => false,
    };

    private async Task CommitAsync(TurnOutcome outcome, string text, IReadOnlyList<Event> closing)
    {
        using var passage = await session.Turnstile.EnterAsync(CancellationToken.None);
        IReadOnlyList<Storage.StoredApproval> cancelled = [];
        await session.CommitAsync(change =>
        {
            foreach (var value in closing) change.Say(value);
            cancelled = ApprovalBroker.Cancel(session, change);
            Say(change, outcome, text);
            Move(change, outcome);
            change.Edit(record => record with { Turn = null, LastActivityAt = change.Now });
        });

        ApprovalBroker.Tell(session, cancelled);
        session.Turn = null;
    }

    private async Task LetGoAsync()
    {
        using var passage = await session.Turnstile.EnterAsync(CancellationToken.None);
        session.Turn = null;
    }

    private void Say(SessionChange change, TurnOutcome outcome, string text)
    {
        var duration = (long)ports.Clock.GetElapsedTime(turn.StartedAt).TotalMilliseconds;
        var soFar = text.Length == 0 ? null : text;
        change.Say(outcome switch
        {
            TurnOutcome.Completed completed =>
                new TurnCompleted(session.Id, turn.Id, text, completed.StopReason, duration, turn.Transcript.Tokens, change.After.ShownKey()),
            TurnOutcome.Cancelled cancelled => new TurnCancelled(session.Id, turn.Id, duration, soFar, cancelled.By),
            TurnOutcome.Failed failed => new TurnFailed(session.Id, turn.Id, failed.Code, failed.Message, duration, soFar),

            // To those who watch, a server that stops is an agent they lost.
            _ => new TurnFailed(session.Id, turn.Id, TurnErrors.AgentDisconnected, TurnErrors.LostConnection, duration, soFar),
        });
        if (soFar is not null) change.Remember("assistant", turn.Id, text);
    }

    private void Move(SessionChange change, TurnOutcome outcome)
    {
        var isActivating = change.After.Status == SessionState.Activating;
        switch (outcome)
        {
            case TurnOutcome.Completed:
                change.Move(SessionState.Ready, "turn_complete");
                break;
            case TurnOutcome.Cancelled cancelled:
                change.Move(isActivating ? SessionState.Inactive : SessionState.Ready, cancelled.By is null ? "agent_cancelled" : "user_stopped");
                break;
            case TurnOutcome.Failed:
                change.Move(SessionState.Error, "turn_failed");
                break;
            default:
                if (!isActivating) change.Move(SessionState.Deactivating, "server_stopping");
                change.Move(SessionState.Inactive, "server_stopping");
                break;
        }

        if (change.After.Status == SessionState.Ready && !session.Agent.IsRunning) change.Move(SessionState.Inactive, "agent_ended");
    }

    private async Task<bool> WaitAsync(CancellationToken serverStopping)
    {
        try
        {
            await Task.Delay(options.RetryDelay, ports.Clock, serverStopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(4213, LogLevel.Error, "Session {Session}: a process of turn {Turn} could not be ended")]
    private partial void LogProcessesLeft(string session, string turn, Exception exception);

    [LoggerMessage(4212, LogLevel.Error, "Session {Session}: the end of turn {Turn} could not be recorded")]
    private partial void LogNotRecorded(string session, string turn, Exception exception);
}
