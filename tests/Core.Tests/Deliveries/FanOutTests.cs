using System.IO.Pipelines;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Deliveries;

public sealed class FanOutTests : IAsyncLifetime
{
    private const int Receivers = 1000;
    private static readonly StreamId Room = new("acme", "custom:room");
    private readonly Folder _folder = new();
    private Rig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await Rig.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_entry_is_written_once_for_all_who_receive_it_in_one_form()
    {
        var format = new LineFormat();
        var peers = Enumerable.Range(0, 40).Select(_ => new Peer(_rig.Connections) { Format = format }).ToList();
        foreach (var peer in peers) peer.Follow(SubscriptionFilter.Stream(Room), Cursor.Now);
        for (var i = 0; i < 25; i++) await _rig.AppendAsync(Rig.Event(Room, $"{i}"));
        foreach (var peer in peers) await peer.ReadUntilSeqAsync(25, Token);

        Assert.Equal(25, format.Writes);
        foreach (var peer in peers) await peer.DisposeAsync();
    }

    [Fact]
    public async Task Each_format_and_each_framing_is_written_once()
    {
        var format = new LineFormat();
        var other = new LineFormat();
        await using var first = new Peer(_rig.Connections) { Format = format };
        await using var second = new Peer(_rig.Connections) { Format = format };
        await using var raw = new Peer(_rig.Connections, framing: Framing.Raw) { Format = format };
        await using var socket = new Peer(_rig.Connections, framing: Framing.WebSocket) { Format = format };
        await using var variant = new Peer(_rig.Connections) { Format = other };
        foreach (var peer in new[] { first, second, raw, socket, variant }) peer.Follow(new SubscriptionFilter("acme"), Cursor.Now);
        for (var i = 0; i < 10; i++) await _rig.AppendAsync(Rig.Event(Room, $"{i}", durable: i % 2 == 0));

        Assert.Equal(30, format.Writes);
        Assert.Equal(10, other.Writes);
    }

    [Fact]
    public async Task A_subscriber_that_two_patterns_match_hears_an_entry_once()
    {
        await using var peer = new Peer(_rig.Connections);
        peer.Follow(new SubscriptionFilter("acme") { Topics = [Glob("agent.error"), Glob("cron.failed"), Glob("*.error"), Glob("*"), Glob("**")] }, Cursor.Now);
        await _rig.AppendAsync(Rig.Event(Room, "a", type: "agent.error"), Rig.Event(Room, "b", type: "agent.error"));
        await peer.ReadUntilSeqAsync(2, Token);

        Assert.Equal([1L, 2L], peer.Entries.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_type_the_dialect_has_no_word_for_is_passed_over_and_hides_no_gap()
    {
        await using var peer = new Peer(_rig.Connections) { Format = new LineFormat { Unspoken = { "note.mute" } } };
        peer.Follow(SubscriptionFilter.Stream(Room), Cursor.Now);
        await _rig.AppendAsync(Rig.Event(Room, "a"), Rig.Event(Room, "b", type: "note.mute"), Rig.Event(Room, "c"));
        await peer.ReadUntilSeqAsync(3, Token);

        Assert.Equal([1L, 3L], peer.Entries.Select(entry => entry.Seq));
        Assert.Empty(peer.Gaps);
    }

    [Fact]
    public async Task What_is_sent_when_a_delivery_goes_live_stands_between_history_and_live()
    {
        await _rig.AppendAsync([.. Enumerable.Range(0, 300).Select(i => Rig.Event(Room, $"{i}"))]);
        await using var peer = new Peer(_rig.Connections);
        var live = MessageWriter.FrameOf("live now"u8, Framing.Line);
        peer.Connection.Deliver(new DeliveryRequest(SubscriptionFilter.Stream(Room), peer.Format, Cursor.AfterSeq(100))
        {
            OnLive = upTo =>
            {
                Assert.Equal(300, upTo);
                peer.Connection.Send(live);
            },
        });
        await peer.ReadUntilAsync(reader => reader.Heard.Any(heard => heard is HeardText), Token);
        await _rig.AppendAsync(Rig.Event(Room, "after"));
        await peer.ReadUntilSeqAsync(301, Token);

        Assert.Equal(200, peer.Heard.TakeWhile(heard => heard is HeardEntry).Count());
        Assert.Equal(new HeardText("live now"), peer.Heard[200]);
        Assert.Equal(301, Assert.IsType<HeardEntry>(peer.Heard[201]).Seq);
    }

    [Fact]
    public async Task Nothing_is_queued_for_a_delivery_that_was_stopped()
    {
        await using var peer = new Peer(_rig.Connections);
        var delivery = peer.Follow(SubscriptionFilter.Stream(Room), Cursor.Now);
        var other = peer.Follow(new SubscriptionFilter("acme") { Topics = [Glob("note.last")] }, Cursor.Now);
        await _rig.AppendAsync(Rig.Event(Room, "a"));
        delivery.Dispose();
        delivery.Dispose();
        await _rig.AppendAsync(Rig.Event(Room, "b"));
        await _rig.AppendAsync(Rig.Event(Room, "c", type: "note.last"));
        await peer.ReadUntilSeqAsync(3, Token);

        Assert.Equal([1L, 3L], peer.Entries.Select(entry => entry.Seq));
        Assert.Equal(1, _rig.Index.Count);
        other.Dispose();
        Assert.Equal(0, _rig.Index.Count);
    }

    [Fact]
    public async Task Nothing_is_allocated_for_a_receiver()
    {
        const int Entries = 16;
        var connections = new List<Connection>();
        var format = new LineFormat();
        for (var i = 0; i < Receivers; i++)
        {
            var profile = new ConnectionProfile("lines", new LagPolicy(), "test", null, new Dictionary<string, string>());
            var connection = _rig.Connections.Create(PipeWriter.Create(Stream.Null), Framing.WebSocket, profile);
            connection.Deliver(new DeliveryRequest(SubscriptionFilter.Stream(Room), format, Cursor.Now));
            connections.Add(connection);
        }

        var batch = new DispatchBatch();
        var allocated = long.MaxValue;
        for (var round = 0; round < 6; round++)
        {
            var entries = Enumerable.Range(1, Entries).Select(i => Entry(round * Entries + i)).ToList();
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var entry in entries) _rig.Index.Dispatch(entry, batch);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);

            // Written here and now, so that the next round begins with empty queues.
            foreach (var connection in connections)
            {
                if (connection.Outbox.TryActivate()) connection.Outbox.Write();
            }

            batch.Flush();
        }

        // What there is belongs to the entries: each is written once, in some hundred bytes.
        Assert.InRange(allocated, 1, Entries * 4096);
        Assert.InRange(allocated / (double)(Entries * Receivers), 0, 4.1);
        Assert.Equal(6 * Entries, format.Writes);
        foreach (var connection in connections) await connection.DisposeAsync();
    }

    private static TopicGlob Glob(string pattern) => TopicGlob.TryParse(pattern, out var glob) ? glob : throw new ArgumentException(pattern);

    private static Entry Entry(long seq) => new()
    {
        Stream = Room,
        Seq = seq,
        Epoch = 1,
        Position = seq,
        Time = 1,
        Type = "note.taken",
        Durable = true,
        Data = "\"a note\""u8.ToArray(),
    };
}
