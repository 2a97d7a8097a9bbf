using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Carillon.Client.Http;
using Carillon.Events;

namespace Carillon.Client.Following;

/// <summary>Starts a turn and follows it to its end, across lost connections and restarts of the server.</summary>
internal sealed class TurnFollower(ApiCaller api, CarillonClientOptions options, string sessionId, Prompt prompt)
{
    private string? _turnId;
    private bool _wasReset;

    public async IAsyncEnumerable<FollowItem> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var following = new Follower(api, options, FollowRequest.Session(sessionId, FollowFrom.Now));
        await foreach (var item in following.RunAsync(cancellationToken))
        {
            switch (item)
            {
                case FollowedLive:
                    await BeginOrCheckAsync(cancellationToken);
                    break;
                case FollowedReconnecting { Cause: var cause } when _turnId is null:
                    ExceptionDispatchInfo.Throw(cause);
                    break;
                case FollowedReset:
                    _wasReset = true;
                    break;
                case FollowedEvent { Event: var value } when _turnId is null || (value.TurnId is { } turnId && turnId != _turnId):
                    continue;
            }

            yield return item;
            if (item is FollowedEvent { Event.Value: TurnCompleted or TurnFailed or TurnCancelled }) yield break;
        }
    }

    /// <summary>Whoever follows before the turn begins misses nothing of it.</summary>
    private async Task BeginOrCheckAsync(CancellationToken cancellationToken)
    {
        _turnId ??= await SessionsApi.RunTurnAsync(api, sessionId, prompt, cancellationToken);
        if (!_wasReset) return;

        // A log that was restored may know nothing of the turn, and then nothing would ever end it.
        _wasReset = false;
        var snapshot = await SessionsApi.SnapshotAsync(api, sessionId, cancellationToken);
        if (snapshot.CurrentTurn?.TurnId != _turnId) throw new IOException("The server's log was restored to a time at which this turn did not run.");
    }
}
