using Carillon.Core.Deliveries;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Streams;

public sealed class StreamStatesTests : IDisposable
{
    private static readonly StreamId Room = new("acme", "custom:room");
    private static readonly EventLogOptions Few = new() { StreamsInMemory = 4, ReservationBlock = 10 };
    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task However_many_streams_there_were_only_so_many_stay_in_memory()
    {
        await using var rig = await Rig.StartAsync(_folder, Few);
        for (var i = 0; i < 100; i++) await rig.AppendAsync(Rig.Event(Other(i), "kept"));
        Assert.InRange(rig.Log.Sequencer.StreamCount, 1, 8);

        // Those whose last words nobody keeps stay longer, but not for ever.
        for (var i = 0; i < 100; i++) await rig.AppendAsync(Rig.Event(Other(i), "heard", durable: false));
        Assert.InRange(rig.Log.Sequencer.StreamCount, 4, 20);
    }

    [Fact]
    public async Task A_stream_that_was_let_go_of_goes_on_without_a_hole()
    {
        await using var rig = await Rig.StartAsync(_folder, Few);
        await rig.AppendAsync(Rig.Event(Room, "one"), Rig.Event(Room, "two", durable: false), Rig.Event(Room, "three"));
        for (var i = 0; i < 20; i++) await rig.AppendAsync(Rig.Event(Other(i), "kept"));
        Assert.False(rig.Log.Sequencer.TryGet(Room, out _));

        Assert.Equal(3, await rig.Log.GetHeadAsync(Room, Token));
        var next = (await rig.AppendAsync(Rig.Event(Room, "four", durable: false))).Entries[0];
        Assert.Equal((4, null), (next.Seq, next.GapFrom));
    }

    [Fact]
    public async Task A_stream_that_is_used_stays()
    {
        await using var rig = await Rig.StartAsync(_folder, Few);
        for (var i = 0; i < 100; i++)
        {
            await rig.AppendAsync(Rig.Event(Room, "kept"));
            await rig.AppendAsync(Rig.Event(Other(i), "kept"));
            Assert.True(rig.Log.Sequencer.TryGet(Room, out _));
        }
    }

    [Fact]
    public async Task Numbers_that_only_live_readers_had_are_announced_when_their_stream_is_taken_up_again()
    {
        await using var rig = await Rig.StartAsync(_folder, Few with { TailBytes = 0 });
        await rig.AppendAsync(Rig.Event(Room, "one"), Rig.Event(Room, "two", durable: false));
        for (var i = 0; i < 100; i++) await rig.AppendAsync(Rig.Event(Other(i), "heard", durable: false));
        Assert.False(rig.Log.Sequencer.TryGet(Room, out _));

        var next = (await rig.AppendAsync(Rig.Event(Room, "three"))).Entries[0];
        Assert.Equal((3, 1), (next.Seq, next.GapFrom));
        await using var peer = new Peer(rig.Connections);
        peer.Follow(SubscriptionFilter.Stream(Room), Cursor.AfterSeq(0));
        await peer.ReadUntilSeqAsync(3, Token);
        Assert.Equal([1L, 3], peer.Entries.Select(entry => entry.Seq));
        Assert.Equal([new HeardGap(Room, 1, 2, Core.Connections.GapReason.NotKept)], peer.Gaps);
    }

    [Fact]
    public async Task After_a_crash_no_number_of_a_stream_that_was_let_go_of_comes_again()
    {
        var first = await Rig.StartAsync(_folder, Few);
        for (var i = 0; i < 60; i++) await first.AppendAsync(Rig.Event(Other(i % 12), "heard", durable: i % 3 == 0));
        var heads = new Dictionary<StreamId, long>();
        for (var i = 0; i < 12; i++) heads[Other(i)] = await first.Log.GetHeadAsync(Other(i), Token);
        _folder.Crash();
        await first.AbandonAsync();

        await using var rig = await Rig.StartAsync(_folder, Few);
        foreach (var (stream, head) in heads) Assert.True((await rig.AppendAsync(Rig.Event(stream, "next"))).Entries[0].Seq > head);
    }

    [Fact]
    public async Task What_could_not_be_committed_lets_go_of_nothing()
    {
        await using var rig = await Rig.StartAsync(_folder, Few);
        for (var i = 0; i < 4; i++) await rig.AppendAsync(Rig.Event(Other(i), "heard", durable: false), Rig.Event(Other(i), "kept"));
        rig.Storage.Before = _ => throw new StorageException(StorageFault.Full, "no space");
        for (var i = 4; i < 20; i++) await Assert.ThrowsAsync<Errors.CarillonException>(() => rig.AppendAsync(Rig.Event(Other(i), "kept")));
        for (var i = 0; i < 4; i++) Assert.True(rig.Log.Sequencer.TryGet(Other(i), out _));

        rig.Storage.Before = _ => Task.CompletedTask;
        for (var i = 0; i < 4; i++) Assert.Equal(3, (await rig.AppendAsync(Rig.Event(Other(i), "kept"))).Entries[0].Seq);
    }

    private static StreamId Other(int number) => new("acme", $"custom:other-{number}");
}
