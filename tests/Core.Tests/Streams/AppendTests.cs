using System.Text;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Streams;

public sealed class AppendTests : IDisposable
{
    private static readonly StreamId Room = new("acme", "custom:room");
    private static readonly StreamId Hall = new("acme", "custom:hall");
    private static readonly DocumentKey Key = new("acme", "rooms", "1");
    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Publishing_again_under_an_id_gives_back_the_first_entry()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var first = await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" });
        var second = await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" });

        Assert.False(first.Duplicate);
        Assert.True(second.Duplicate);
        Assert.Equal(first.Entries[0].Seq, second.Entries[0].Seq);
        Assert.Equal(1, await rig.Log.GetHeadAsync(Room, Token));
    }

    [Fact]
    public async Task An_id_is_known_after_a_restart_and_within_one_batch()
    {
        await using (var rig = await Rig.StartAsync(_folder)) await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" });
        await using (var rig = await Rig.StartAsync(_folder))
        {
            Assert.True((await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" })).Duplicate);
            var pair = await rig.AppendAsync(Rig.Event(Room, "two") with { Id = "y" }, Rig.Event(Room, "two") with { Id = "y" });
            Assert.Equal([2L, 2L], pair.Entries.Select(entry => entry.Seq));
            Assert.False(pair.Duplicate);
            Assert.Equal(2, await rig.Log.GetHeadAsync(Room, Token));
        }
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_a_conflict()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" });

        await RefusedAsync(rig, ErrorCode.Conflict, Rig.Event(Room, "two") with { Id = "x" });
        await RefusedAsync(rig, ErrorCode.Conflict, Rig.Event(Room, "one", type: "note.torn") with { Id = "x" });
        await RefusedAsync(rig, ErrorCode.Conflict, Rig.Event(Room, "a") with { Id = "y" }, Rig.Event(Room, "b") with { Id = "y" });
        Assert.Equal(1, await rig.Log.GetHeadAsync(Room, Token));
    }

    [Fact]
    public async Task An_id_belongs_to_its_stream()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Rig.Event(Room, "same") with { Id = "x" });
        var both = await rig.AppendAsync(Rig.Event(Room, "same") with { Id = "x" }, Rig.Event(Hall, "same") with { Id = "x" });

        Assert.False(both.Duplicate);
        Assert.Equal([Room, Hall], both.Entries.Select(entry => entry.Stream));
        Assert.Single(await rig.Log.ReadAsync(Hall, 0, 10, Token));
    }

    [Fact]
    public async Task Events_of_several_streams_and_their_changes_are_committed_together_or_not_at_all()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var put = new PutDocument(Key, "{}"u8.ToArray()) { SortByEvent = 1 };
        var append = new Append([Rig.Event(Room, "a"), Rig.Event(Hall, "b"), Rig.Event(Room, "c")]) { Changes = [put] };
        rig.Storage.Before = _ => throw new StorageException(StorageFault.Full, "no space");
        await Assert.ThrowsAsync<CarillonException>(() => rig.AppendAsync(append));
        Assert.Empty(await rig.Log.ReadAllAsync("acme", 0, 10, Token));
        Assert.Null(await rig.Storage.GetAsync(Key, Token));

        rig.Storage.Before = _ => Task.CompletedTask;
        await rig.AppendAsync(append);
        Assert.Single(rig.Storage.Commits);
        Assert.Equal([("custom:room", 1L), ("custom:hall", 1L), ("custom:room", 2L)], (await rig.Log.ReadAllAsync("acme", 0, 10, Token)).Select(entry => (entry.Stream.Name, entry.Seq)));
        Assert.Equal(PutDocument.SortKeyOf(1), (await rig.Storage.GetAsync(Key, Token))!.SortKey);
    }

    [Fact]
    public async Task A_document_that_changed_meanwhile_refuses_the_events_that_came_with_it()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Changing(Put(0)));
        await RefusedAsync(rig, ErrorCode.Conflict, Changing(Put(0), Rig.Event(Room, "never")));
        await RefusedAsync(rig, ErrorCode.Conflict, Changing(Put(2), Rig.Event(Room, "never")));
        await rig.AppendAsync(Changing(Put(1), Rig.Event(Room, "one")));

        Assert.Equal(2, (await rig.Storage.GetAsync(Key, Token))!.Version);
        Assert.Equal(1, await rig.Log.GetHeadAsync(Room, Token));
    }

    [Fact]
    public async Task Versions_are_right_within_one_batch_whoever_asks_for_them()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Changing(Put(null)));
        var gate = new Gate();
        rig.Storage.Before = _ => gate.PassAsync();
        var blocker = rig.AppendAsync(Rig.Event(Room, "blocker"));
        await gate.Reached;
        var careless = rig.AppendAsync(Changing(Put(null)));
        var stale = rig.AppendAsync(Changing(Put(1)));
        var right = rig.AppendAsync(Changing(Put(2)));
        var twice = rig.AppendAsync(new Append([]) { Changes = [Put(3), Put(4)] });
        var halfWrong = rig.AppendAsync(new Append([]) { Changes = [Put(5), Put(5)] });
        var emptied = rig.AppendAsync(new Append([]) { Changes = [new DeleteCollection("acme", "rooms"), Put(0), new DeleteDocument(Key), Put(0)] });
        gate.Open();
        await Task.WhenAll(blocker, careless, right, twice, emptied);

        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<CarillonException>(() => stale)).Code);
        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<CarillonException>(() => halfWrong)).Code);
        Assert.Equal(1, (await rig.Storage.GetAsync(Key, Token))!.Version);
        Assert.Equal(2, rig.Storage.Commits.Count - 1);
    }

    [Fact]
    public async Task A_document_that_sorts_by_an_event_that_is_not_there_is_refused_alone()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await RefusedAsync(rig, ErrorCode.Invalid, Changing(Put(null) with { SortByEvent = 1 }, Rig.Event(Room, "one")));
        Assert.Equal(0, await rig.Log.GetHeadAsync(Room, Token));
    }

    [Fact]
    public async Task A_deleted_stream_is_empty_and_its_numbers_are_not_given_again()
    {
        await using (var rig = await Rig.StartAsync(_folder))
        {
            await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" }, Rig.Event(Room, "two"));
            var last = await rig.AppendAsync(new Append([Rig.Event(Room, "last")]) { Changes = [new DeleteStream(Room)] });
            Assert.Equal(3, last.Entries[0].Seq);
            Assert.Equal([3L], (await rig.Log.ReadAsync(Room, 0, 10, Token)).Select(entry => entry.Seq));
            await rig.AppendAsync(new Append([]) { Changes = [new DeleteStream(Room)] });
            Assert.Empty(await rig.Log.ReadAsync(Room, 0, 10, Token));
        }

        await using (var rig = await Rig.StartAsync(_folder))
        {
            var again = await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" });
            Assert.False(again.Duplicate);
            Assert.Equal(4, again.Entries[0].Seq);
        }
    }

    [Fact]
    public async Task A_duplicate_changes_nothing()
    {
        await using var rig = await Rig.StartAsync(_folder);
        var deletion = new Append([Rig.Event(Hall, "room is gone") with { Id = "gone-1" }]) { Changes = [new DeleteStream(Room), Put(null)] };
        await rig.AppendAsync(deletion);
        await rig.AppendAsync(Rig.Event(Room, "a new beginning"));
        Assert.True((await rig.AppendAsync(deletion)).Duplicate);

        Assert.Single(await rig.Log.ReadAsync(Room, 0, 10, Token));
        Assert.Equal(1, (await rig.Storage.GetAsync(Key, Token))!.Version);
    }

    [Fact]
    public async Task An_id_that_goes_with_its_stream_may_come_again_in_the_same_batch()
    {
        await using var rig = await Rig.StartAsync(_folder);
        await rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" });
        var gate = new Gate();
        rig.Storage.Before = _ => gate.PassAsync();
        var blocker = rig.AppendAsync(Rig.Event(Hall, "blocker"));
        await gate.Reached;
        var deletion = rig.AppendAsync(new Append([]) { Changes = [new DeleteStream(Room)] });
        var again = rig.AppendAsync(Rig.Event(Room, "one") with { Id = "x" });
        gate.Open();
        await Task.WhenAll(blocker, deletion);

        Assert.False((await again).Duplicate);
        Assert.Equal([2L], (await rig.Log.ReadAsync(Room, 0, 10, Token)).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task An_event_has_a_largest_size()
    {
        await using var rig = await Rig.StartAsync(_folder, new EventLogOptions { MaxEventBytes = 2048 });
        await rig.AppendAsync(Rig.Event(Room, new string('a', 2046)));
        await RefusedAsync(rig, ErrorCode.TooLarge, Rig.Event(Room, new string('a', 2047)));
        await RefusedAsync(rig, ErrorCode.TooLarge, Rig.Event(Room, "small"), Rig.Event(Room, new string('a', 2047), durable: false));
        Assert.Equal(1, await rig.Log.GetHeadAsync(Room, Token));
    }

    private static PutDocument Put(long? expected) => new(Key, Encoding.UTF8.GetBytes("{}"), ExpectedVersion: expected);

    private static Append Changing(Change change, params NewEvent[] events) => new(events) { Changes = [change] };

    private static Task RefusedAsync(Rig rig, ErrorCode code, params NewEvent[] events) => RefusedAsync(rig, code, new Append(events));

    private static async Task RefusedAsync(Rig rig, ErrorCode code, Append append) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<CarillonException>(() => rig.AppendAsync(append))).Code);
}
