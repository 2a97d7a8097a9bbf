using Carillon.Core.Deliveries;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Streams;

public sealed class GroupCommitTests : IDisposable
{
    private static readonly StreamId Room = new("acme", "custom:room");
    private static readonly StreamId Hall = new("acme", "custom:hall");
    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Appends_that_come_while_a_commit_runs_end_in_the_next_one_together()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var gate = new Gate();
        rig.Storage.Before = _ => gate.PassAsync();
        var first = rig.AppendAsync(Rig.Event(Room, "first"));
        await gate.Reached;
        var rest = Enumerable.Range(0, 200).Select(i => rig.AppendAsync(Rig.Event(Room, $"{i}"))).ToArray();
        gate.Open();
        await first;
        var results = await Task.WhenAll(rest);

        Assert.Equal(2, rig.Storage.Commits.Count);
        Assert.Equal(Enumerable.Range(2, 200).Select(i => (long)i), results.Select(result => result.Entries[0].Seq).Order());
    }

    [Fact]
    public async Task Nobody_hears_of_an_event_before_it_is_committed()
    {
        var order = new CommitOrder();
        await using var rig = await Rig.StartAsync(_folder, null, order);
        await using var peer = new Peer(rig.Connections);
        peer.Follow(SubscriptionFilter.Stream(Room), Cursor.Now);
        var gate = new Gate();
        rig.Storage.After = _ => gate.PassAsync();

        var append = rig.AppendAsync(Rig.Event(Room, "durable"), Rig.Event(Room, "ephemeral", durable: false));
        await gate.Reached;

        // It is in the file by now, and still nobody was told.
        Assert.False(append.IsCompleted);
        Assert.Empty(order.Entries);
        Assert.False(peer.TakeAvailable());
        Assert.Equal(0, peer.Output.Bytes);
        Assert.Equal(0, await rig.Log.GetHeadAsync(Room, Token));

        gate.Open();
        await append;
        Assert.Equal([1L, 2L], order.Entries.Select(entry => entry.Seq));
        await peer.ReadUntilSeqAsync(2, Token);
        Assert.Equal([1L, 2L], peer.Entries.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_commit_that_fails_for_want_of_space_reaches_nobody_and_leaves_no_hole()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var peer = new Peer(rig.Connections);
        peer.Follow(SubscriptionFilter.Stream(Room), Cursor.Now);
        await rig.AppendAsync(Rig.Event(Room, "before"));
        rig.Storage.Before = _ => throw new StorageException(StorageFault.Full, "no space");

        var refused = await Assert.ThrowsAsync<CarillonException>(() => rig.AppendAsync(Rig.Event(Room, "lost"), Rig.Event(Hall, "lost", durable: false)));
        Assert.Equal(ErrorCode.StorageUnavailable, refused.Code);
        Assert.Null(rig.Log.Failure);
        rig.Storage.Before = _ => Task.CompletedTask;
        var result = await rig.AppendAsync(Rig.Event(Room, "after"), Rig.Event(Hall, "first"));

        Assert.Equal([2L, 1L], result.Entries.Select(entry => entry.Seq));
        await peer.ReadUntilSeqAsync(2, Token);
        Assert.Equal(["\"before\"", "\"after\""], peer.Entries.Select(entry => entry.Data));
        Assert.Empty(peer.Gaps);
        Assert.Equal([1L, 2L], (await rig.Log.ReadAsync(Room, 0, 10, Token)).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Any_other_failure_stops_writing_for_good_and_reading_goes_on()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Rig.Event(Room, "before"));
        rig.Storage.Before = _ => throw new StorageException(StorageFault.Unavailable, "the cable is out");
        var gate = new Gate();
        rig.Storage.Before = async _ =>
        {
            await gate.PassAsync();
            throw new StorageException(StorageFault.Unavailable, "the cable is out");
        };
        var first = rig.AppendAsync(Rig.Event(Room, "lost"));
        await gate.Reached;
        var queued = rig.AppendAsync(Rig.Event(Room, "behind it"));
        gate.Open();

        Assert.Equal(ErrorCode.StorageUnavailable, (await Assert.ThrowsAsync<CarillonException>(() => first)).Code);
        Assert.Equal(ErrorCode.StorageUnavailable, (await Assert.ThrowsAsync<CarillonException>(() => queued)).Code);
        rig.Storage.Before = _ => Task.CompletedTask;
        Assert.Equal(ErrorCode.StorageUnavailable, (await Assert.ThrowsAsync<CarillonException>(() => rig.AppendAsync(Rig.Event(Room, "later", durable: false)))).Code);
        Assert.Equal(StorageFault.Unavailable, rig.Log.Failure?.Fault);
        Assert.Equal(["\"before\""], (await rig.Log.ReadAsync(Room, 0, 10, Token)).Select(entry => System.Text.Encoding.UTF8.GetString(entry.Data.Span)));
    }

    [Fact]
    public async Task A_refused_append_is_refused_alone()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" });
        var gate = new Gate();
        rig.Storage.Before = _ => gate.PassAsync();
        var first = rig.AppendAsync(Rig.Event(Hall, "first"));
        await gate.Reached;
        var good = rig.AppendAsync(Rig.Event(Room, "two"));
        var bad = rig.AppendAsync(Rig.Event(Hall, "never"), Rig.Event(Room, "other") with { Id = "x" });
        var alsoGood = rig.AppendAsync(Rig.Event(Room, "three"));
        gate.Open();

        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<CarillonException>(() => bad)).Code);
        await first;
        Assert.Equal(2, (await good).Entries[0].Seq);
        Assert.Equal(3, (await alsoGood).Entries[0].Seq);
        Assert.Equal(1, await rig.Log.GetHeadAsync(Hall, Token));
    }

    [Fact]
    public async Task Ephemeral_events_ride_along_without_being_written()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Rig.Event(Room, "e", durable: false));
        var commits = rig.Storage.Commits.Count;
        for (var i = 0; i < 50; i++) await rig.AppendAsync(Rig.Event(Room, "e", durable: false));

        // The first one had a block of numbers set aside; those within it cost no commit.
        Assert.Equal(1, commits);
        Assert.Single(rig.Storage.Commits);
        Assert.Empty(rig.Storage.Commits[0].Entries);
        Assert.Equal(51, await rig.Log.GetHeadAsync(Room, Token));
    }

    [Fact]
    public async Task An_observer_that_fails_keeps_an_event_from_nobody()
    {
        var order = new CommitOrder();
        await using var rig = await Rig.StartAsync(_folder, null, new Faulty(), order);
        await using var peer = new Peer(rig.Connections);
        peer.Follow(SubscriptionFilter.Stream(Room), Cursor.Now);

        var result = await rig.AppendAsync(Rig.Event(Room, "one"), Rig.Event(Room, "two"));

        Assert.Equal(2, result.Entries.Count);
        Assert.Equal(2, order.Entries.Count);
        await peer.ReadUntilSeqAsync(2, Token);
        Assert.Equal(2, peer.Entries.Count());
    }

    private sealed class CommitOrder : ICommitObserver
    {
        public List<Entry> Entries { get; } = [];

        public void OnCommitted(Entry entry) => Entries.Add(entry);
    }

    private sealed class Faulty : ICommitObserver
    {
        public void OnCommitted(Entry entry) => throw new InvalidOperationException("out of step");
    }
}
