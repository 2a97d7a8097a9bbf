using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>
/// Runs, stops and steers turns and answers what agents ask. What happens is an event of the session's stream, which whoever
/// has joined gets anyway; only one who has not joined is answered directly.
/// </summary>
internal sealed class TurnCommands(Peer peer, DiminuendoServices services, JoinedSessions joined, Commands commands)
{
    private readonly Dictionary<string, Task> _stopping = new(StringComparer.Ordinal);

    /// <summary>Starts a turn; a stop of this session that is still under way comes first.</summary>
    public async ValueTask RunAsync(Caller caller, RunTurn message, CancellationToken cancellationToken)
    {
        if (_stopping.TryGetValue(message.SessionId, out var stop) && !stop.IsCompleted)
        {
            _ = commands.Start("run_turn", async token =>
            {
                await stop.WaitAsync(token);
                await services.Turns.RunAsync(caller, message.SessionId, message.Text, token);
            });
            return;
        }

        await services.Turns.RunAsync(caller, message.SessionId, message.Text, cancellationToken);
    }

    /// <summary>Stops the running turn.</summary>
    public void Stop(Caller caller, StopTurn message)
    {
        foreach (var (sessionId, stop) in _stopping)
        {
            if (stop.IsCompleted) _stopping.Remove(sessionId);
        }

        _stopping[message.SessionId] = commands.Start("stop_turn", async token =>
        {
            var turnId = await services.Turns.StopAsync(caller, message.SessionId, token);
            if (!joined.Contains(message.SessionId)) peer.Send(SessionReplies.StopAcknowledged(peer.Framing, message.SessionId, turnId));
        });
    }

    /// <summary>Puts words to the agent.</summary>
    public void Steer(Caller caller, Steer message) => commands.Start("steer", async token =>
    {
        var steerId = await services.Turns.SteerAsync(caller, message.SessionId, message.Content, token);
        if (!joined.Contains(message.SessionId))
        {
            peer.Send(SessionReplies.SteerSent(peer.Framing, message.SessionId, steerId, message.Content));
        }
    });

    /// <summary>Decides a permission.</summary>
    public async ValueTask ResolveAsync(Caller caller, ResolvePermission message, CancellationToken cancellationToken)
    {
        var resolved = await services.Approvals.ResolveAsync(caller, message.SessionId, message.RequestId, message.Kind, cancellationToken);
        if (!joined.Contains(message.SessionId)) peer.Send(SessionReplies.ApprovalResolved(peer.Framing, resolved, peer.Now));
    }

    /// <summary>Answers a question, or a permission when the id is a permission's.</summary>
    public async ValueTask AnswerAsync(Caller caller, AnswerQuestion message, CancellationToken cancellationToken)
    {
        try
        {
            await services.Approvals.AnswerAsync(caller, message.SessionId, message.RequestId, message.Answers, cancellationToken);
        }
        catch (CarillonException failure) when (failure.Code == ErrorCode.NotFound)
        {
            if (AnswerReader.DecisionOf(message.Answers) is { } kind)
            {
                await services.Approvals.ResolveAsync(caller, message.SessionId, message.RequestId, kind, cancellationToken);
            }
            else if (await IsPermissionAsync(caller, message, cancellationToken))
            {
                throw Fields.Wrong("answers", "one answer such as \"allow\", \"allow_always\" or \"deny\", as the request is a permission");
            }
            else
            {
                throw;
            }
        }
    }

    private async ValueTask<bool> IsPermissionAsync(Caller caller, AnswerQuestion message, CancellationToken cancellationToken)
    {
        var pending = await services.Approvals.PendingAsync(caller, cancellationToken);
        return pending.OfType<PermissionRequested>().Any(
            request => request.SessionId == message.SessionId && request.RequestId == message.RequestId);
    }
}
