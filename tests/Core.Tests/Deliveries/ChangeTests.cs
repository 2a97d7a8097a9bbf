using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Deliveries;

/// <summary>A delivery that is given another filter while entries come.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
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
    public async Task What_both_filters_want_comes_once_and_in_order_however_often_they_change()
    {
        await using var peer = new Peer(_rig.Connections, pipeBytes: 1024 * 1024);
        var narrow = new SubscriptionFilter("acme") { Topics = [Glob("note.kept")] };
        var wide = new SubscriptionFilter("acme") { Topics = [Glob("note.kept"), Glob("note.*")] };
        var delivery = peer.Follow(narrow, Cursor.Now);
        const int Count = 400;
        var appending = Task.Run(
            async () =>
            {
                for (var i = 0; i < Count; i++) await _rig.AppendAsync(Rig.Event(Room, $"{i}", type: "note.kept"), Rig.Event(Room, $"{i}", type: "note.other"));
            },
            Token);
        for (var i = 0; !appending.IsCompleted; i++) delivery.Change(i % 2 == 0 ? wide : narrow, peer.Format);
        await appending;
        delivery.Change(narrow, peer.Format);
        await _rig.AppendAsync(Rig.Event(Room, "last", type: "note.kept"));
        await peer.ReadUntilSeqAsync((Count * 2) + 1, Token);

        Assert.Equal([.. Enumerable.Range(0, Count).Select(i => $"\"{i}\""), "\"last\""], peer.Entries.Where(entry => entry.Type == "note.kept").Select(entry => entry.Data));
        Assert.Equal(peer.Entries.Select(entry => entry.Position).Distinct().Order(), peer.Entries.Select(entry => entry.Position));
    }

    [Fact]
    public async Task A_delivery_stays_with_its_tenant_and_its_way_of_counting()
    {
        await using var peer = new Peer(_rig.Connections);
        var byPlace = peer.Follow(new SubscriptionFilter("acme"), Cursor.Now);
        var byNumber = peer.Follow(SubscriptionFilter.Stream(Room), Cursor.Now);
        Assert.Throws<InvalidOperationException>(() => byPlace.Change(new SubscriptionFilter("globex"), peer.Format));
        Assert.Throws<InvalidOperationException>(() => byPlace.Change(SubscriptionFilter.Stream(Room), peer.Format));
        Assert.Throws<InvalidOperationException>(() => byNumber.Change(new SubscriptionFilter("acme"), peer.Format));
    }

    [Fact]
    public async Task A_stopped_delivery_stays_stopped()
    {
        await using var peer = new Peer(_rig.Connections);
        var stopped = peer.Follow(new SubscriptionFilter("acme") { Topics = [Glob("note.*")] }, Cursor.Now);
        stopped.Dispose();
        stopped.Change(new SubscriptionFilter("acme"), peer.Format);
        peer.Follow(new SubscriptionFilter("acme") { Topics = [Glob("other.*")] }, Cursor.Now);
        await _rig.AppendAsync(Rig.Event(Room, "a", type: "note.a"), Rig.Event(Room, "b", type: "other.b"));
        await peer.ReadUntilSeqAsync(2, Token);

        Assert.Equal(["other.b"], peer.Entries.Select(entry => entry.Type));
    }

    [Fact]
    public async Task Variants_that_write_an_entry_alike_share_its_bytes()
    {
        var shared = new LineFormat();
        var entry = (await _rig.AppendAsync(Rig.Event(Room, "a"))).Entries[0];
        var first = entry.FrameFor(new Variant(shared), Framing.WebSocket);

        Assert.Same(first, entry.FrameFor(new Variant(shared), Framing.WebSocket));
        Assert.Same(first, entry.FrameFor(shared, Framing.WebSocket));
        Assert.Equal(1, shared.Writes);
    }

    private static TopicGlob Glob(string pattern) => TopicGlob.TryParse(pattern, out var glob) ? glob : throw new ArgumentException(pattern);

    private sealed class Variant(IEntryFormat shared) : IEntryFormat
    {
        public IEntryFormat ShareFor(Entry entry) => shared;

        public void Write(Entry entry, MessageWriter writer) => throw new InvalidOperationException();

        public void WriteGap(Gap gap, MessageWriter writer) => shared.WriteGap(gap, writer);
    }
}
