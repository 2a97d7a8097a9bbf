using System.Collections.Concurrent;
using Carillon.Contracts.Sessions;
using Carillon.Core.Deliveries;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>
/// The sessions one connection has joined. Joining shows the state at one number, replays up to it where asked, and follows
/// from it on, so that nothing is lost or doubled at either seam (seed: state_snapshot, gap, replay_complete, stream_snapshot).
/// </summary>
internal sealed class JoinedSessions(Peer peer, DiminuendoServices services, Audience audience)
{
    private readonly ConcurrentDictionary<string, Join> _joins = new(StringComparer.Ordinal);
    private readonly Replay _replay = new(peer, services.Log);

    /// <summary>Whether the session's events come to this connection.</summary>
    public bool Contains(string sessionId) => _joins.TryGetValue(sessionId, out var join) && !join.Ended;

    /// <summary>Joins; a session that was joined already is joined anew.</summary>
    public async ValueTask JoinAsync(Caller caller, JoinSession message, CancellationToken cancellationToken)
    {
        Leave(message.SessionId);
        ForgetEnded();
        var join = new Join(StreamId.Session(caller.TenantId, message.SessionId), peer.Connection);

        // It counts before the snapshot is taken: a deletion in between must find it, and the snapshot's count includes it.
        audience.Add(join);
        try
        {
            var snapshot = await services.Sessions.SnapshotAsync(caller, message.SessionId, cancellationToken);
            await ShowAsync(join.Stream, message.AfterSeq, snapshot, cancellationToken);
            join.Follow(new DeliveryRequest(SubscriptionFilter.Stream(join.Stream), peer.Format, Cursor.AfterSeq(snapshot.Seq)));
            _joins[message.SessionId] = join;
        }
        catch
        {
            audience.Remove(join);
            throw;
        }
    }

    /// <summary>Leaves; nothing happens when it was not joined.</summary>
    public void Leave(string sessionId)
    {
        if (!_joins.TryRemove(sessionId, out var join)) return;
        audience.Remove(join);
        join.End();
    }

    /// <summary>Leaves everything.</summary>
    public void LeaveAll()
    {
        foreach (var sessionId in _joins.Keys) Leave(sessionId);
    }

    private async ValueTask ShowAsync(StreamId stream, long? afterSeq, SessionSnapshot snapshot, CancellationToken cancellationToken)
    {
        var sessionId = snapshot.Session.Id;
        peer.Send(JoinReplies.State(peer.Framing, snapshot, audience.CountOf(stream)));

        // A number above the newest is of another life of the stream: there is nothing between, and all that waits is new to the client.
        var known = afterSeq > snapshot.Seq ? null : afterSeq;
        if (known is { } after) await _replay.RunAsync(stream, after, snapshot.Seq, cancellationToken);
        if (afterSeq is not null) peer.Send(JoinReplies.ReplayComplete(peer.Framing, sessionId, snapshot.Seq));
        if (snapshot.CurrentTurn is { } turn) peer.Send(JoinReplies.Stream(peer.Framing, sessionId, turn));
        foreach (var request in snapshot.Pending)
        {
            // What the replay has just said is not said again.
            if (request.Seq <= (known ?? long.MaxValue)) peer.Send(request.FrameFor(peer.Format, peer.Framing));
        }
    }

    private void ForgetEnded()
    {
        foreach (var (sessionId, join) in _joins)
        {
            if (join.Ended) _joins.TryRemove(new KeyValuePair<string, Join>(sessionId, join));
        }
    }
}
