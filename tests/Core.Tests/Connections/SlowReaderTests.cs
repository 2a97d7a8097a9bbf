using System.Text;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Seam;
using Carillon.Core.Tests.Support;
using Carillon.Events;

namespace Carillon.Core.Tests.Connections;

/// <summary>The ladder that a reader climbs who does not keep up; at every rung it harms only itself.</summary>
public sealed class SlowReaderTests : IDisposable
{
    private const int PipeBytes = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly StreamId Session = new("acme", "session:1");
    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Queued_pieces_of_one_text_are_joined_and_no_character_is_lost()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var peer = new Peer(rig.Connections, new LagPolicy { MaxBytes = 8000, DropEphemerals = false, CatchUp = false }, PipeBytes);
        peer.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);
        var said = new StringBuilder();
        for (var i = 0; i < 300; i++)
        {
            said.Append(i).Append(' ');
            await rig.AppendAsync(Piece($"{i} "));
        }

        await rig.AppendAsync(Rig.Event(Session, "end"));
        await peer.ReadUntilSeqAsync(301, Token);

        var pieces = peer.Entries.Where(entry => !entry.Durable).ToList();
        Assert.Equal(said.ToString(), string.Concat(pieces.Select(piece => History.TextOf(piece.Type, Encoding.UTF8.GetBytes(piece.Data)))));
        Assert.InRange(pieces.Count, 1, 250);
        Assert.Contains(pieces, piece => piece.FirstSeq < piece.Seq);
        AssertContiguous(peer, 0);
        Assert.Empty(peer.Gaps);
    }

    [Fact]
    public async Task Dropped_ephemerals_are_announced_where_they_stood()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var peer = new Peer(rig.Connections, new LagPolicy { MaxBytes = 4000, CatchUp = false }, PipeBytes);
        peer.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);
        for (var i = 0; i < 200; i++) await rig.AppendAsync(Rig.Event(Session, $"{i}", durable: i % 40 == 0));
        await rig.AppendAsync(Rig.Event(Session, "end"));
        await peer.ReadUntilSeqAsync(201, Token);

        Assert.Equal([1L, 41, 81, 121, 161, 201], peer.Entries.Where(entry => entry.Durable).Select(entry => entry.Seq));
        Assert.NotEmpty(peer.Gaps);
        Assert.All(peer.Gaps, gap => Assert.Equal(GapReason.TooSlow, gap.Reason));
        AssertContiguous(peer, 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public async Task A_reader_that_fell_behind_catches_up_and_goes_on_live(long tailBytes)
    {
        await using var rig = await Rig.StartAsync(_folder, new EventLogOptions { TailBytes = tailBytes });
        await using var peer = new Peer(rig.Connections, new LagPolicy { MaxBytes = 2000 }, PipeBytes);
        peer.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);
        for (var i = 0; i < 500; i++) await rig.AppendAsync(Rig.Event(Session, $"{i}", durable: i % 5 != 0));
        await peer.ReadUntilSeqAsync(500, Token);

        var live = rig.AppendAsync(Rig.Event(Session, "live", durable: false));
        await live;
        await peer.ReadUntilSeqAsync(501, Token);
        Assert.Equal(400, peer.Entries.Count(entry => entry.Durable));
        AssertContiguous(peer, 0);
        Assert.Equal(501, Assert.IsType<HeardEntry>(peer.Heard[^1]).Seq);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1)]
    [InlineData(0)]
    public async Task What_waits_for_a_stalled_reader_stays_within_its_bound(int durableInTen)
    {
        const int MaxBytes = 20_000;
        const int OneMessage = 1500;
        await using var rig = await Rig.StartAsync(_folder, new EventLogOptions { TailBytes = 50_000 });
        await using var stalled = new Peer(rig.Connections, new LagPolicy { MaxBytes = MaxBytes }, PipeBytes);
        await using var wide = new Peer(rig.Connections, new LagPolicy { MaxBytes = MaxBytes }, PipeBytes);
        stalled.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);
        wide.Follow(new SubscriptionFilter("acme"), Cursor.AfterPosition(0));

        // First as many durable entries as there is room for, then whatever comes.
        for (var i = 0; i < 15; i++) await rig.AppendAsync(Rig.Event(Session, new string('d', 1200)));
        for (var i = 0; i < 1000; i++)
        {
            await rig.AppendAsync(Rig.Event(Session, new string('x', i % 1200), durable: i % 10 < durableInTen));
            Assert.InRange(stalled.Connection.Outbox.WaitingBytes, 0, MaxBytes + OneMessage);
            Assert.InRange(wide.Connection.Outbox.WaitingBytes, 0, MaxBytes + OneMessage);
        }

        await rig.AppendAsync(Rig.Event(Session, "end"));
        await stalled.ReadUntilSeqAsync(1016, Token);
        AssertContiguous(stalled, 0);
    }

    [Fact]
    public async Task A_stalled_reader_makes_nobody_wait_and_is_cut_off_in_the_end()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var stalled = new Peer(rig.Connections, new LagPolicy { MaxBytes = 4000, StallTimeout = TimeSpan.FromMinutes(2) }, PipeBytes);
        await using var brisk = new Peer(rig.Connections);
        stalled.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);
        brisk.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);
        for (var i = 1; i <= 200; i++)
        {
            await rig.AppendAsync(Rig.Event(Session, $"{i}"));
            await brisk.ReadUntilSeqAsync(i, Token);
            rig.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.False(stalled.Connection.Closing.IsCompleted);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(stalled.Connection.Closing.IsCompleted);
        rig.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(CloseReason.TooSlow, await stalled.Connection.Closing.WaitAsync(Patience, Token));
        Assert.False(brisk.Connection.Closing.IsCompleted);
        await rig.AppendAsync(Rig.Event(Session, "on"));
        await brisk.ReadUntilSeqAsync(201, Token);
        Assert.Equal(Enumerable.Range(1, 201).Select(i => (long)i), brisk.Entries.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task Where_a_dialect_allows_no_more_a_full_queue_ends_the_connection_with_a_reason()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var thrifty = new LagPolicy { MaxMessages = 16, JoinPieces = false, DropEphemerals = false, CatchUp = false, TooSlow = new CloseReason(4001, "unregistered") };
        await using var peer = new Peer(rig.Connections, thrifty, PipeBytes);
        peer.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);
        await rig.AppendAsync([.. Enumerable.Range(0, 100).Select(i => Rig.Event(Session, $"{i}"))]);

        // It still gets what had been queued, in order, and then hears why it ends.
        while (!peer.Connection.Closing.IsCompleted)
        {
            Token.ThrowIfCancellationRequested();
            peer.TakeAvailable();
            await Task.Yield();
        }

        Assert.Equal(4001, (await peer.Connection.Closing).Code);
        peer.TakeAvailable();
        AssertContiguous(peer, 0);
        Assert.InRange(peer.Entries.Count(), 1, 40);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_written_ends_one_connection_and_concerns_nobody_else()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await using var broken = new Peer(rig.Connections) { Format = new LineFormat { Breaks = "note.bad" } };
        await using var whole = new Peer(rig.Connections);
        broken.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);
        whole.Follow(SubscriptionFilter.Stream(Session), Cursor.Now);

        var result = await rig.AppendAsync(Rig.Event(Session, "a"), Rig.Event(Session, "b", type: "note.bad"), Rig.Event(Session, "c"));

        Assert.Equal(3, result.Entries.Count);
        await whole.ReadUntilSeqAsync(3, Token);
        Assert.Equal([1L, 2, 3], whole.Entries.Select(entry => entry.Seq));
        Assert.Equal(CloseReason.Fault, await broken.Connection.Closing.WaitAsync(Patience, Token));
        Assert.IsType<InvalidOperationException>(broken.Connection.Failure);
    }

    [Fact]
    public async Task History_that_cannot_be_read_ends_the_connection_instead_of_leaving_it_silent()
    {
        await using var rig = await Rig.StartAsync(_folder, new EventLogOptions { TailBytes = 0 });
        await rig.AppendAsync(Rig.Event(Session, "a"));
        await rig.AppendAsync(Rig.Event(Session, "b"));
        rig.Storage.BeforeRead = () => throw new StorageException(StorageFault.Corrupt, "page 3 is not a page");
        await using var peer = new Peer(rig.Connections);
        peer.Follow(SubscriptionFilter.Stream(Session), Cursor.AfterSeq(0));

        Assert.Equal(CloseReason.Fault, await peer.Connection.Closing.WaitAsync(Patience, Token));
        Assert.IsType<StorageException>(peer.Connection.Failure);
    }

    private static NewEvent Piece(string text) => NewEvent.Of(Session, new TurnTextDelta("1", "turn-1", text));

    private static void AssertContiguous(Peer peer, long after)
    {
        foreach (var heard in peer.Heard)
        {
            var (from, to) = heard is HeardEntry entry ? (entry.FirstSeq - 1, entry.Seq) : (((HeardGap)heard).From, ((HeardGap)heard).To);
            Assert.Equal(after, from);
            after = to;
        }
    }
}
