using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Seam;

/// <summary>Someone who follows across connections and restarts, each time from where the last connection left off.</summary>
/// <param name="filter">What it follows.</param>
/// <param name="start">Where it begins the first time.</param>
internal sealed class Listener(SubscriptionFilter filter, Cursor start) : IAsyncDisposable
{
    // Small enough that every rung of the ladder is climbed.
    private static readonly LagPolicy Narrow = new() { MaxBytes = 3000 };
    private const int PipeBytes = 600;

    private readonly List<Period> _periods = [];
    private Peer? _peer;
    private Cursor _cursor = start;

    private IEnumerable<StreamId> Followed =>
        History.Streams.Where(stream => stream.Tenant == filter.Tenant && filter.Streams?.Contains(stream) != false);

    public async Task ConnectAsync(Rig rig)
    {
        if (_peer is not null) return;
        _peer = new Peer(rig.Connections, Narrow, PipeBytes);
        _peer.Follow(filter, _cursor);
        var heads = new Dictionary<StreamId, long>();
        foreach (var stream in Followed) heads[stream] = await rig.Log.GetHeadAsync(stream, TestContext.Current.CancellationToken);
        _periods.Add(new Period(_peer, _cursor, rig.Log.Sequencer.Position, heads));
    }

    public async Task DropAsync()
    {
        if (_peer is null) return;
        await _peer.DisposeAsync();
        _peer = null;
        var period = _periods[^1];
        if (_cursor.Kind == CursorKind.Position || Followed.Count() > 1)
        {
            var last = period.Heard.OfType<HeardEntry>().Where(entry => entry.Durable).Select(entry => entry.Position).DefaultIfEmpty(-1).Max();
            if (last >= 0) _cursor = Cursor.AfterPosition(last);
        }
        else if (period.Heard.Count > 0)
        {
            _cursor = Cursor.AfterSeq(period.Heard[^1] is HeardEntry entry ? entry.Seq : ((HeardGap)period.Heard[^1]).To);
        }
    }

    public void Read(int bytes)
    {
        _peer?.TakeAvailable(bytes);
        if (_peer is { } peer) Assert.InRange(peer.Connection.Outbox.WaitingBytes, 0, Narrow.MaxBytes + 4000);
    }

    /// <summary>Reads until it has heard the last word of every stream that it follows.</summary>
    public async Task ReadToEndAsync(IReadOnlyDictionary<StreamId, long> lastWords) =>
        await _peer!.ReadUntilAsync(
            peer => Followed.All(stream => peer.Entries.Any(entry => entry.Stream == stream && entry.Seq == lastWords[stream])),
            TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await DropAsync();

    /// <summary>Holds everything it heard against the truth.</summary>
    public void Check(History history)
    {
        foreach (var period in _periods)
        {
            foreach (var stream in Followed) new Verdict(history, period, stream).Check(isWide: Followed.Count() > 1);
            Assert.All(period.Heard, heard => Assert.Contains(heard is HeardEntry entry ? entry.Stream : ((HeardGap)heard).Stream, Followed));
        }
    }
}

/// <summary>One connection's time.</summary>
/// <param name="Position">The place in the log when it had begun.</param>
/// <param name="Heads">The heads of its streams when it had begun.</param>
internal sealed record Period(Peer Peer, Cursor Start, long Position, IReadOnlyDictionary<StreamId, long> Heads)
{
    public IReadOnlyList<Heard> Heard => Peer.Heard;
}
