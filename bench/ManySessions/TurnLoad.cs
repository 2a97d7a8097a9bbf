using System.Collections.Concurrent;
using System.Diagnostics;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Bench.ManySessions;

/// <summary>
/// Turns of the built-in demo agent, a process each, in some of many sessions: two watchers follow each busy session and one
/// follows everything. Every session takes its next prompt as soon as the one before is answered.
/// </summary>
internal sealed class TurnLoad(CarillonClient client, ServerMemory memory)
{
    private const int WatchersEach = 2;

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly ConcurrentQueue<double> _delays = [];
    private readonly ConcurrentQueue<double> _starts = [];
    private int _turns;
    private int _failed;

    public async Task<IEnumerable<Figure>> RunAsync(int sessions, int running, TimeSpan duration, CancellationToken cancellationToken)
    {
        var empty = memory.ServerMegabytes;
        var made = await SessionMaker.MakeAsync(client, sessions, cancellationToken);
        var idle = memory.ServerMegabytes;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var busy = made.Take(running).ToList();
        var watchers = busy.SelectMany(session => Enumerable.Range(0, WatchersEach).Select(_ => WatchAsync(OneSession(session), ending.Token)))
            .Append(WatchAsync(new FollowRequest { Topics = ["**"] }, ending.Token)).ToList();
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var prompting = busy.Select(session => PromptAsync(session, until, cancellationToken)).ToList();

        await Task.Delay(duration * 0.8, cancellationToken);
        var loaded = memory.ServerMegabytes;
        var (agents, agentMegabytes) = memory.Agents();
        await Task.WhenAll(prompting);
        await ending.CancelAsync();
        await Task.WhenAll(watchers);
        return
        [
            new Figure("turns.ended", _turns),
            new Figure("turns.failed", _failed),
            .. Figure.Spread("turns.firstStartMs", _starts),
            .. Figure.Spread("turns.deliveryMs", _delays),
            new Figure("memory.serverEmptyMb", empty),
            new Figure("memory.serverIdleMb", idle),
            new Figure("memory.serverBusyMb", loaded),
            new Figure("memory.agents", agents),
            new Figure("memory.agentsMb", agentMegabytes),
        ];
    }

    private static FollowRequest OneSession(string session) => FollowRequest.Stream($"session:{session}", FollowFrom.Now);

    /// <summary>From the moment the server stamped an event to its arrival here, in whole milliseconds as stamps are.</summary>
    private async Task WatchAsync(FollowRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in client.FollowAsync(request, cancellationToken))
            {
                if (item is FollowedEvent { Event: var received }) _delays.Enqueue((_clock.GetUtcNow() - received.Time).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Measured enough.
        }
    }

    private async Task PromptAsync(string session, long until, CancellationToken cancellationToken)
    {
        // From the head of the stream: nothing that this session's turns say is missed.
        var seq = (await client.Sessions.SnapshotAsync(session, cancellationToken)).Seq;
        await using var events = client.FollowAsync(FollowRequest.Stream($"session:{session}", FollowFrom.Seq(seq)), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        for (var first = true; Stopwatch.GetTimestamp() < until; first = false)
        {
            var asked = Stopwatch.GetTimestamp();
            await client.Turns.RunAsync(session, "What is in this folder?", cancellationToken);
            await TurnAsync(events, first ? () => _starts.Enqueue(Stopwatch.GetElapsedTime(asked).TotalMilliseconds) : null);
        }
    }

    private async Task TurnAsync(IAsyncEnumerator<FollowItem> events, Action? onFirstText)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current is not FollowedEvent { Event: var received } || !received.TryDecode(out var value)) continue;
            switch (value)
            {
                case TurnTextDelta:
                    onFirstText?.Invoke();
                    onFirstText = null;
                    break;
                case TurnCompleted:
                    Interlocked.Increment(ref _turns);
                    return;
                case TurnFailed or TurnCancelled:
                    Interlocked.Increment(ref _turns);
                    Interlocked.Increment(ref _failed);
                    return;
            }
        }
    }
}
