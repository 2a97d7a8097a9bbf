using System.Runtime.CompilerServices;

namespace Carillon.Client.Following;

/// <summary>Turns what following yields into events, with callbacks for everything else.</summary>
internal sealed class TypedEvents(ApprovalsClient approvals, FollowCallbacks callbacks)
{
    public async IAsyncEnumerable<CarillonEvent> RunAsync(
        Func<CancellationToken, IAsyncEnumerable<FollowItem>> follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var answers = new Answering(approvals, callbacks, ending.Token);
        await using var items = follow(ending.Token).GetAsyncEnumerator(ending.Token);
        var next = Task.FromResult(true);
        try
        {
            while (true)
            {
                next = items.MoveNextAsync().AsTask();
                await answers.UntilAsync(next);
                if (!await next) yield break;
                Tell(items.Current);
                answers.Take(items.Current);
                if (items.Current is FollowedEvent { Event: var value }) yield return value;
            }
        }
        finally
        {
            // An enumerator may be disposed of only when it stands still.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(FollowItem item)
    {
        switch (item)
        {
            case FollowedGap gap: callbacks.OnGap?.Invoke(gap); break;
            case FollowedReset reset: callbacks.OnReset?.Invoke(reset); break;
            case FollowedReconnecting again: callbacks.OnReconnecting?.Invoke(again); break;
            case FollowedLive: callbacks.OnLive?.Invoke(); break;
        }
    }
}
