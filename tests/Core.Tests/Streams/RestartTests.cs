using Carillon.Core.Deliveries;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Streams;

public sealed class RestartTests : IDisposable
{
    private static readonly StreamId Room = new("acme", "custom:room");
    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_a_stop_in_good_order_numbers_go_on_without_a_hole()
    {
        await using (var rig = await Rig.StartAsync(_folder))
        {
            await rig.AppendAsync(Rig.Event(Room, "one"), Rig.Event(Room, "two", durable: false));
        }

        await using (var rig = await Rig.StartAsync(_folder))
        {
            Assert.Equal(2, await rig.Log.GetHeadAsync(Room, Token));
            Assert.Equal(3, (await rig.AppendAsync(Rig.Event(Room, "three"))).Entries[0].Seq);
        }
    }

    [Fact]
    public async Task After_a_crash_no_number_that_was_seen_comes_again_and_the_hole_is_announced()
    {
        var first = await Rig.StartAsync(_folder, new EventLogOptions { ReservationBlock = 10 });
        await first.AppendAsync(Rig.Event(Room, "one"));
        for (var i = 0; i < 25; i++) await first.AppendAsync(Rig.Event(Room, "e", durable: false));
        _folder.Crash();
        await first.AbandonAsync();

        await using var rig = await Rig.StartAsync(_folder);
        await using var live = new Peer(rig.Connections);
        live.Follow(new SubscriptionFilter("acme"), Cursor.Now);
        var next = (await rig.AppendAsync(Rig.Event(Room, "next"))).Entries[0];
        Assert.InRange(next.Seq, 27, 27 + 10);
        Assert.Equal(1, next.GapFrom);

        await using var resumed = new Peer(rig.Connections);
        resumed.Follow(SubscriptionFilter.Stream(Room), Cursor.AfterSeq(1));
        await resumed.ReadUntilSeqAsync(next.Seq, Token);
        Assert.Equal([new HeardGap(Room, 1, next.Seq - 1, Core.Connections.GapReason.NotKept)], resumed.Gaps);
        Assert.Equal([next.Seq], resumed.Entries.Select(entry => entry.Seq));
        await live.ReadUntilSeqAsync(next.Seq, Token);
    }

    [Fact]
    public async Task A_stop_commits_what_waits_and_takes_no_more()
    {
        Task<AppendResult>[] waiting;
        Rig rig;
        await using (rig = await Rig.StartAsync(_folder))
        {
            var gate = new Gate();
            rig.Storage.Before = _ => gate.PassAsync();
            waiting = [.. Enumerable.Range(0, 50).Select(i => rig.AppendAsync(Rig.Event(Room, new string('x', i * 3000))))];
            await gate.Reached;
            var stop = rig.Log.DisposeAsync();
            gate.Open();
            await stop;
            Assert.Equal(50, (await Task.WhenAll(waiting)).Select(result => result.Entries[0].Seq).Distinct().Count());
            Assert.Equal(50, (await rig.Log.ReadAsync(Room, 0, 100, Token)).Count);
            Assert.Equal(ErrorCode.ShuttingDown, (await Assert.ThrowsAsync<CarillonException>(() => rig.AppendAsync(Rig.Event(Room, "late")))).Code);
            Assert.Equal(ErrorCode.ShuttingDown, (await Assert.ThrowsAsync<CarillonException>(() => rig.AppendAsync(Rig.Event(Room, new string('x', 100_000))))).Code);
        }
    }

    [Fact]
    public async Task A_stop_succeeds_even_when_nothing_can_be_written_any_more()
    {
        var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Rig.Event(Room, "e", durable: false));
        rig.Storage.Before = _ => throw new StorageException(StorageFault.Full, "no space");
        await rig.DisposeAsync();

        await using var next = await Rig.StartAsync(_folder);
        Assert.True((await next.AppendAsync(Rig.Event(Room, "after"))).Entries[0].Seq > 1);
    }
}
