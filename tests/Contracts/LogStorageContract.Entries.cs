using Carillon.Core.Streams;

namespace Carillon.ContractSuites;

public abstract partial class LogStorageContract
{
    [Fact]
    public async Task An_empty_log_has_nothing()
    {
        Assert.Null(await Storage.FindStreamAsync(Room, Cancellation));
        Assert.Null(await Storage.FindByIdAsync(Room, "x", Cancellation));
        Assert.Equal(0, await Storage.FindPreviousAsync(Room, 10, Cancellation));
        Assert.Empty(await ReadAsync(Room));
        Assert.Empty(await Storage.ReadAllAsync("acme", 0, 10, Cancellation));
    }

    [Fact]
    public async Task What_was_committed_is_read_back_whole()
    {
        var labels = new Labels([new Scope("task", "t-1"), new Scope("file", "a \"b\".cs")], ["ada", "reviewer"]);
        Draft.Add(Room, """{"text":"hélło ☃ 𝄞"}""", id: "id-1", labels: labels, type: "message.sent").Add(Room, "[]");
        await CommitAsync();

        var entries = await ReadAsync(Room);

        Assert.Equal([1L, 2L], Numbers(entries));
        var first = entries[0];
        Assert.Equal(Room, first.Stream);
        Assert.Equal(1, first.Position);
        Assert.Equal(1_700_000_000_001, first.Time);
        Assert.Equal("message.sent", first.Type);
        Assert.True(first.Durable);
        Assert.Equal("id-1", first.Id);
        Assert.Equal("""{"text":"hélło ☃ 𝄞"}""", Text(first.Data));
        Assert.Equal(labels.Scopes, first.Labels.Scopes);
        Assert.Equal(labels.Mentions, first.Labels.Mentions);
        Assert.Null(entries[1].Id);
        Assert.True(entries[1].Labels.IsEmpty);
    }

    [Fact]
    public async Task Entries_carry_the_epoch_of_the_log()
    {
        var opening = await ReopenAsync();
        Draft.Add(Room);
        await CommitAsync();

        Assert.Equal(opening.Epoch, Assert.Single(await ReadAsync(Room)).Epoch);
        Assert.Equal(opening.Epoch, Assert.Single(await Storage.ReadAllAsync("acme", 0, 10, Cancellation)).Epoch);
    }

    [Fact]
    public async Task A_stream_is_read_in_pages_without_a_gap_or_a_repeat()
    {
        for (var i = 0; i < 25; i++) Draft.Add(Room).Skip(Room, i % 3).Add(Other);
        await CommitAsync();
        var all = Numbers(await ReadAsync(Room)).ToList();

        var paged = new List<long>();
        while (await ReadAsync(Room, paged.LastOrDefault(), limit: 7) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 7);
            paged.AddRange(Numbers(page));
        }

        Assert.Equal(25, all.Count);
        Assert.Equal(all, paged);
        Assert.Equal(all.Order(), all);
    }

    [Fact]
    public async Task A_page_after_the_end_or_of_no_size_is_empty()
    {
        Draft.Add(Room);
        await CommitAsync();

        Assert.Empty(await ReadAsync(Room, after: 1));
        Assert.Empty(await ReadAsync(Room, after: long.MaxValue));
        Assert.Empty(await ReadAsync(Room, limit: 0));
        Assert.Empty(await Storage.ReadAllAsync("acme", 1, 10, Cancellation));
    }

    [Fact]
    public async Task A_tenant_is_read_in_the_order_of_the_log_and_sees_only_its_own()
    {
        for (var i = 0; i < 300; i++) Draft.Add(i % 3 == 0 ? Room : Other).Add(Foreign, $$"""{"n":{{i}}}""").Skip(Room, i % 5 * 40);
        await CommitAsync();

        var positions = new List<long>();
        while (await Storage.ReadAllAsync("acme", positions.LastOrDefault(), 32, Cancellation) is { Count: > 0 } page)
        {
            Assert.All(page, entry => Assert.Equal("acme", entry.Stream.Tenant));
            positions.AddRange(page.Select(entry => entry.Position));
        }

        Assert.Equal(300, positions.Count);
        Assert.Equal(positions.Distinct().Order(), positions);
        Assert.Equal(300, (await Storage.ReadAllAsync("globex", 0, 1000, Cancellation)).Count);
        Assert.Empty(await Storage.ReadAllAsync("nobody", 0, 1000, Cancellation));
    }

    [Fact]
    public async Task A_tenant_page_begins_right_after_any_position()
    {
        for (var i = 0; i < 200; i++) Draft.Add(i % 7 == 0 ? Foreign : Room);
        await CommitAsync();
        var all = (await Storage.ReadAllAsync("acme", 0, 1000, Cancellation)).Select(entry => entry.Position).ToList();

        for (var after = 0; after <= 200; after++)
        {
            var page = await Storage.ReadAllAsync("acme", after, 5, Cancellation);
            Assert.Equal(all.Where(position => position > after).Take(5), page.Select(entry => entry.Position));
        }
    }

    [Fact]
    public async Task Many_tenants_with_the_same_stream_name_stay_apart()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var tenant = 0; tenant < 100; tenant++) Draft.Add(new StreamId($"tenant-{tenant}", "tenant"), $$"""{"of":{{tenant}}}""");
            await CommitAsync();
        }

        for (var tenant = 0; tenant < 100; tenant++)
        {
            var entries = await Storage.ReadAllAsync($"tenant-{tenant}", 0, 10, Cancellation);
            Assert.Equal([1L, 2L, 3L], Numbers(entries));
            Assert.All(entries, entry => Assert.Equal($$"""{"of":{{tenant}}}""", Text(entry.Data)));
        }
    }

    [Fact]
    public async Task An_entry_is_found_by_its_id_in_its_stream_only()
    {
        Draft.Add(Room, id: "a").Add(Other, id: "b").Add(Foreign, """{"far":true}""", id: "a");
        await CommitAsync();

        Assert.Equal(1, (await Storage.FindByIdAsync(Room, "a", Cancellation))!.Seq);
        Assert.Null(await Storage.FindByIdAsync(Room, "b", Cancellation));
        Assert.Equal("""{"far":true}""", Text((await Storage.FindByIdAsync(Foreign, "a", Cancellation))!.Data));
    }

    [Fact]
    public async Task The_number_before_a_number_is_found_across_holes()
    {
        Draft.Add(Room).Skip(Room, 5).Add(Room).Add(Other);
        await CommitAsync();

        Assert.Equal(0, await Storage.FindPreviousAsync(Room, 1, Cancellation));
        Assert.Equal(1, await Storage.FindPreviousAsync(Room, 2, Cancellation));
        Assert.Equal(1, await Storage.FindPreviousAsync(Room, 7, Cancellation));
        Assert.Equal(7, await Storage.FindPreviousAsync(Room, long.MaxValue, Cancellation));
    }
}
