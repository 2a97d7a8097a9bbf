using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;
using Carillon.Events;

namespace Carillon.Core.Tests.Connections;

public sealed class LagReliefTests : IDisposable
{
    private static readonly StreamId One = new("acme", "session:1");
    private static readonly StreamId Two = new("acme", "session:2");
    private readonly Folder _folder = new();
    private readonly OutboxQueue _queue = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_neighbours_of_one_stream_turn_and_kind_are_joined()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var peer = new Peer(rig.Connections);
        var delivery = Quiet(peer);
        Put(delivery, Text(One, 1, "a"), Text(Two, 1, "A"), Text(One, 2, "b"), Text(Two, 2, "B"));
        Put(delivery, Text(One, 3, "x", turn: "other"), Thought(One, 4, "t"), Text(One, 5, "c"), Kept(One, 6), Text(One, 7, "d"), Text(One, 8, "e"));

        Assert.Equal(3, LagRelief.JoinPieces(_queue, Framing.Line));
        Assert.Equal(
            ["session:1 1-2 ab", "session:2 1-2 AB", "session:1 3-3 x", "session:1 4-4 t", "session:1 5-5 c", "session:1 6-6 ", "session:1 7-8 de"],
            Shown());
    }

    [Fact]
    public async Task Pieces_on_both_sides_of_missing_numbers_are_not_neighbours()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var peer = new Peer(rig.Connections);
        var delivery = Quiet(peer);
        Put(delivery, Text(One, 1, "a"));
        _queue.Enqueue(delivery.Announcement(new Gap(One, 1, 3, GapReason.NotKept), Framing.Line));
        Put(delivery, Text(One, 4, "b"), Text(One, 5, "c"));

        Assert.Equal(1, LagRelief.JoinPieces(_queue, Framing.Line));
        Assert.Equal(["session:1 1-1 a", "gap 1-3", "session:1 4-5 bc"], Shown());
    }

    [Fact]
    public async Task Two_deliveries_of_one_connection_are_kept_apart()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var peer = new Peer(rig.Connections);
        var (first, second) = (Quiet(peer), Quiet(peer));
        Put(first, Text(One, 1, "a"));
        Put(second, Text(One, 1, "a"));
        Put(first, Text(One, 2, "b"));
        Put(second, Text(One, 2, "b"));

        Assert.Equal(2, LagRelief.JoinPieces(_queue, Framing.Line));
        Assert.Equal(["session:1 1-2 ab", "session:1 1-2 ab"], Shown());
        Assert.Equal(4, LagRelief.DropEphemerals(_queue, Framing.Line));
        Assert.Equal(["gap 0-2", "gap 0-2"], Shown());
    }

    [Fact]
    public async Task Announcements_grow_instead_of_piling_up()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var peer = new Peer(rig.Connections);
        var delivery = Quiet(peer);
        Put(delivery, Kept(One, 1));
        for (var seq = 2; seq < 100; seq++)
        {
            Put(delivery, Text(One, seq, "x"));
            Assert.Equal(1, LagRelief.DropEphemerals(_queue, Framing.Line));
        }

        Put(delivery, Kept(One, 100), Text(One, 101, "y"));
        _queue.Enqueue(new OutboxItem(new Frame("an answer\n"u8.ToArray())));
        LagRelief.DropEphemerals(_queue, Framing.Line);
        Assert.Equal(["session:1 1-1 ", "gap 1-99", "session:1 100-100 ", "gap 100-101", "an answer"], Shown());
    }

    /// <summary>A delivery that is fed by hand.</summary>
    private static Delivery Quiet(Peer peer) => peer.Follow(new SubscriptionFilter("nobody"), Cursor.Now);

    private static Entry Text(StreamId stream, long seq, string text, string turn = "turn-1") => Entry(stream, seq, new TurnTextDelta("1", turn, text));

    private static Entry Thought(StreamId stream, long seq, string text) => Entry(stream, seq, new TurnThinkingDelta("1", "turn-1", text));

    private static Entry Kept(StreamId stream, long seq) => Entry(stream, seq, new TurnThinkingStarted("1", "turn-1"));

    private static Entry Entry(StreamId stream, long seq, Event value) => new(value)
    {
        Stream = stream,
        Seq = seq,
        Epoch = 1,
        Position = seq,
        Time = 1,
        Type = Catalogue.Of(value).Type,
        Durable = Catalogue.Of(value).Durability == Durability.Durable,
        Data = Catalogue.Encode(value),
    };

    private void Put(Delivery delivery, params Entry[] entries)
    {
        foreach (var entry in entries) _queue.Enqueue(new OutboxItem(entry.FrameFor(delivery.Format, Framing.Line), entry, delivery));
    }

    private IEnumerable<string> Shown() => _queue.ToList().Select(item => Heard.Parse(item.Frame.Bytes.AsSpan()[..^1]) switch
    {
        HeardEntry entry => $"{entry.Stream.Name} {entry.FirstSeq}-{entry.Seq} {(item.Entry!.TryDecode(out var value) && value is IPiece piece ? piece.PieceText : "")}",
        HeardGap gap => $"gap {gap.From}-{gap.To}",
        HeardText text => text.Text,
        var other => other.ToString(),
    });
}
