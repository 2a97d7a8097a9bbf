using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Streams;

public sealed class TailCacheTests : IDisposable
{
    private static readonly StreamId Room = new("acme", "custom:room");
    private static readonly StreamId Hall = new("acme", "custom:hall");
    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_holds_the_newest_within_its_bound_and_says_when_it_cannot_help()
    {
        var tail = new TailCache(3000);
        tail.StartAt(0);
        for (var i = 1; i <= 100; i++) tail.Add(Entry(i % 2 == 0 ? Room : Hall, (i + 1) / 2, i));

        // Ten entries of 300 bytes fit: their overhead, and their data twice, as it is and encoded.
        Assert.False(tail.TryReadAll("acme", 89, 1000, []));
        Assert.Equal(Enumerable.Range(91, 10).Select(i => (long)i), All(tail, "acme", 90).Select(entry => entry.Position));
        Assert.Empty(All(tail, "globex", 90));
        Assert.False(tail.TryRead(Room, 44, 1000, []));
        Assert.Equal([46L, 47, 48, 49, 50], Of(tail, Room, 45).Select(entry => entry.Seq));
        Assert.Empty(Of(tail, Room, 50));
        Assert.Equal([46L, 47], Of(tail, Room, 45, limit: 2).Select(entry => entry.Seq));
        Assert.False(tail.TryRead(Room with { Tenant = "globex" }, 45, 1000, []));
    }

    [Fact]
    public void A_stream_that_was_deleted_is_gone_from_it_and_may_begin_anew()
    {
        var tail = new TailCache(3000);
        tail.StartAt(0);
        for (var i = 1; i <= 8; i++) tail.Add(Entry(i % 2 == 0 ? Room : Hall, (i + 1) / 2, i));
        tail.Forget(Room);
        Assert.False(tail.TryRead(Room, 0, 1000, []));
        Assert.Equal([1L, 3, 5, 7], All(tail, "acme", 0).Select(entry => entry.Position));

        tail.Add(Entry(Room, 5, 9));
        Assert.Equal([5L], Of(tail, Room, 4).Select(entry => entry.Seq));
        Assert.False(tail.TryRead(Room, 3, 1000, []));
        for (var i = 10; i <= 60; i++) tail.Add(Entry(Hall, i, i));
        Assert.False(tail.TryRead(Room, 4, 1000, []));
    }

    [Fact]
    public async Task A_resumed_reader_is_handed_ephemerals_that_memory_still_holds()
    {
        await using var rig = await Rig.StartAsync(_folder);
        for (var i = 0; i < 20; i++) await rig.AppendAsync(Rig.Event(Room, $"{i}", durable: i % 4 == 0));
        await using var peer = new Peer(rig.Connections);
        peer.Follow(SubscriptionFilter.Stream(Room), Cursor.AfterSeq(3));
        await peer.ReadUntilSeqAsync(20, Token);

        Assert.Equal(Enumerable.Range(4, 17).Select(i => (long)i), peer.Entries.Select(entry => entry.Seq));
        Assert.Empty(peer.Gaps);
    }

    [Fact]
    public async Task A_reader_who_resumes_on_a_deleted_stream_hears_that_its_past_is_gone()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Rig.Event(Room, "a"), Rig.Event(Room, "b"), Rig.Event(Room, "c"));
        await rig.AppendAsync(new Append([Rig.Event(Room, "d")]) { Changes = [new DeleteStream(Room)] });
        await using var peer = new Peer(rig.Connections);
        peer.Follow(SubscriptionFilter.Stream(Room), Cursor.AfterSeq(1));
        await peer.ReadUntilSeqAsync(4, Token);

        Assert.Equal([new HeardGap(Room, 1, 3, Core.Connections.GapReason.NotKept)], peer.Gaps);
        Assert.Equal([4L], peer.Entries.Select(entry => entry.Seq));
    }

    private static List<Entry> All(TailCache tail, string tenant, long after)
    {
        var entries = new List<Entry>();
        Assert.True(tail.TryReadAll(tenant, after, 1000, entries));
        return entries;
    }

    private static List<Entry> Of(TailCache tail, StreamId stream, long after, int limit = 1000)
    {
        var entries = new List<Entry>();
        Assert.True(tail.TryRead(stream, after, limit, entries));
        return entries;
    }

    private static Entry Entry(StreamId stream, long seq, long position) => new()
    {
        Stream = stream,
        Seq = seq,
        Epoch = 1,
        Position = position,
        Time = 1,
        Type = "note.taken",
        Durable = true,
        Data = new byte[50],
    };
}
