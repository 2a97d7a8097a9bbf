using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.ContractSuites;

public abstract partial class LogStorageContract
{
    [Fact]
    public async Task A_batch_that_fails_in_the_middle_leaves_nothing()
    {
        var key = new DocumentKey("acme", "sessions", "s");
        var unborn = new StreamId("initech", "session:new");
        Draft.Add(Room);
        await CommitAsync();
        var bad = Draft.Add(Room).Add(unborn).Reserve(Room, 500).Put(key, "{}", expected: 7)
            .Change(new PutBlob("acme", "h", "x"u8.ToArray())).Take();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Storage.CommitAsync(bad, Cancellation));

        Assert.Equal([1L], Numbers(await ReadAsync(Room)));
        Assert.Equal(new StreamNumbers(1, 0), await Storage.FindStreamAsync(Room, Cancellation));
        Assert.Null(await Storage.FindStreamAsync(unborn, Cancellation));
        Assert.Null(await Storage.GetAsync(key, Cancellation));
        Assert.Null(await Storage.GetBlobAsync("acme", "h", Cancellation));
    }

    [Fact]
    public async Task After_a_refused_batch_the_same_numbers_can_be_committed()
    {
        var entries = Draft.Add(Room).Add(Foreign).Take();
        var bad = entries with { Changes = [new PutDocument(new DocumentKey("acme", "c", "k"), "{}"u8.ToArray(), ExpectedVersion: 3)] };
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Storage.CommitAsync(bad, Cancellation));

        await Storage.CommitAsync(entries, Cancellation);

        Assert.Equal([1L], Numbers(await ReadAsync(Room)));
        Assert.Single(await Storage.ReadAllAsync("globex", 0, 10, Cancellation));
    }

    [Fact]
    public async Task A_number_cannot_be_used_twice()
    {
        var batch = Draft.Add(Room).Take();
        await Storage.CommitAsync(batch, Cancellation);
        var again = new Draft { Position = 10 }.Add(Room).Take();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Storage.CommitAsync(again, Cancellation));

        Assert.Equal(1, Assert.Single(await ReadAsync(Room)).Position);
    }

    [Fact]
    public async Task A_reservation_is_remembered_and_can_be_cut_back()
    {
        Draft.Reserve(Room, 1000);
        await CommitAsync();
        await ReopenAsync();
        Assert.Equal(new StreamNumbers(0, 1000), await Storage.FindStreamAsync(Room, Cancellation));

        Draft.Add(Room).Reserve(Room, 3);
        await CommitAsync();
        await ReopenAsync();

        Assert.Equal(new StreamNumbers(1, 3), await Storage.FindStreamAsync(Room, Cancellation));
    }

    [Fact]
    public async Task A_reopened_log_goes_on_where_it_was()
    {
        var first = await ReopenAsync();
        Draft.Add(Room, """{"a":1}""", id: "x").Skip(Room, 3).Add(Room).Add(Foreign);
        await CommitAsync();

        var second = await ReopenAsync();

        Assert.Equal(first.Epoch, second.Epoch);
        Assert.Equal(0, first.LastPosition);
        Assert.Equal(6, second.LastPosition);
        Assert.Equal(new StreamNumbers(5, 0), await Storage.FindStreamAsync(Room, Cancellation));
        Assert.Equal([1L, 5L], Numbers(await ReadAsync(Room)));
        Assert.NotNull(await Storage.FindByIdAsync(Room, "x", Cancellation));

        Draft.Add(Room);
        await CommitAsync();
        Assert.Equal([1L, 5L, 6L], Numbers(await ReadAsync(Room)));
    }

    [Fact]
    public async Task A_deleted_stream_is_empty_and_keeps_its_numbers_and_places()
    {
        Draft.Add(Room, id: "x").Add(Room).Add(Other).Add(Room);
        await CommitAsync();
        Draft.Change(new DeleteStream(Room));
        await CommitAsync();

        var opening = await ReopenAsync();

        Assert.Equal(4, opening.LastPosition);
        Assert.Empty(await ReadAsync(Room));
        Assert.Null(await Storage.FindByIdAsync(Room, "x", Cancellation));
        Assert.Equal(0, await Storage.FindPreviousAsync(Room, 100, Cancellation));
        Assert.Equal(3, (await Storage.FindStreamAsync(Room, Cancellation))!.LastSeq);
        Assert.Single(await ReadAsync(Other));
        Assert.Single(await Storage.ReadAllAsync("acme", 0, 10, Cancellation));
    }

    [Fact]
    public async Task A_deletion_takes_what_came_before_it_in_its_batch_and_nothing_after()
    {
        Draft.Add(Room, id: "old");
        await CommitAsync();
        Draft.Add(Room, id: "same").Change(new DeleteStream(Room)).Add(Room, id: "same").Add(Room, id: "old");
        await CommitAsync();

        var entries = await ReadAsync(Room);

        Assert.Equal([3L, 4L], Numbers(entries));
        Assert.Equal(["same", "old"], entries.Select(entry => entry.Id));
        Assert.Equal(4, (await Storage.FindStreamAsync(Room, Cancellation))!.LastSeq);
    }

    [Fact]
    public async Task Entries_deleted_in_the_batch_that_brought_them_keep_their_numbers_and_places()
    {
        Draft.Add(Room).Add(Room).Change(new DeleteStream(Room));
        await CommitAsync();

        var opening = await ReopenAsync();

        Assert.Equal(2, opening.LastPosition);
        Assert.Equal(2, (await Storage.FindStreamAsync(Room, Cancellation))!.LastSeq);
        Assert.Empty(await ReadAsync(Room));
    }

    [Fact]
    public async Task Deleting_again_never_lowers_a_number()
    {
        Draft.Add(Room).Add(Room).Add(Room);
        await CommitAsync();
        for (var i = 0; i < 2; i++)
        {
            Draft.Change(new DeleteStream(Room));
            await CommitAsync();
        }

        Assert.Equal(3, (await Storage.FindStreamAsync(Room, Cancellation))!.LastSeq);
    }
}
