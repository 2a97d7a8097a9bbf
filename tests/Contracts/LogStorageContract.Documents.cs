using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.ContractSuites;

public abstract partial class LogStorageContract
{
    private static DocumentKey Session(string key, string tenant = "acme") => new(tenant, "sessions", key);

    [Fact]
    public async Task A_document_counts_its_versions()
    {
        Draft.Put(Session("a"), """{"n":1}""", "k1", expected: 0);
        await CommitAsync();
        Draft.Put(Session("a"), """{"n":2}""", "k2", expected: 1).Put(Session("a"), """{"n":3}""", "k3");
        await CommitAsync();

        var document = await Storage.GetAsync(Session("a"), Cancellation);

        Assert.NotNull(document);
        Assert.Equal(3, document.Version);
        Assert.Equal("""{"n":3}""", Text(document.Json));
        Assert.Equal("k3", document.SortKey);
        Assert.Equal(Session("a"), document.Key);
        Assert.Single(await ListAsync(new DocumentQuery("acme", "sessions", 10)));
    }

    [Fact]
    public async Task A_document_that_was_deleted_begins_again()
    {
        Draft.Put(Session("a"), "{}").Change(new DeleteDocument(Session("a"))).Change(new DeleteDocument(Session("never")));
        await CommitAsync();
        Assert.Null(await Storage.GetAsync(Session("a"), Cancellation));

        Draft.Put(Session("a"), "{}", expected: 0);
        await CommitAsync();
        Assert.Equal(1, (await Storage.GetAsync(Session("a"), Cancellation))!.Version);
    }

    [Fact]
    public async Task A_collection_that_was_deleted_takes_nothing_of_others_with_it()
    {
        var elsewhere = new DocumentKey("acme", "turns", "a");
        Draft.Put(Session("a"), "{}").Put(Session("b"), "{}").Put(Session("a", "globex"), "{}").Put(elsewhere, "{}");
        await CommitAsync();
        Draft.Change(new DeleteCollection("acme", "sessions")).Put(Session("c"), "{}", expected: 0);
        await CommitAsync();

        Assert.Equal(1, await Storage.CountAsync("acme", "sessions", Cancellation));
        Assert.Equal("c", Assert.Single(await ListAsync(new DocumentQuery("acme", "sessions", 10))).Key.Key);
        Assert.NotNull(await Storage.GetAsync(Session("a", "globex"), Cancellation));
        Assert.NotNull(await Storage.GetAsync(elsewhere, Cancellation));
    }

    [Fact]
    public async Task Documents_are_their_tenants_and_collections_own()
    {
        Draft.Put(Session("a"), "1").Put(Session("a", "globex"), "2").Put(new DocumentKey("acme", "turns", "a"), "3");
        await CommitAsync();

        Assert.Equal("1", Text((await Storage.GetAsync(Session("a"), Cancellation))!.Json));
        Assert.Equal("2", Text((await Storage.GetAsync(Session("a", "globex"), Cancellation))!.Json));
        Assert.Equal("3", Text(Assert.Single(await ListAsync(new DocumentQuery("acme", "turns", 10))).Json));
        Assert.Equal(1, await Storage.CountAsync("acme", "sessions", Cancellation));
        Assert.Equal(0, await Storage.CountAsync("acme", "nothing", Cancellation));
        Assert.Equal(["acme", "globex"], (await Storage.TenantsAsync("sessions", Cancellation)).Order());
        Assert.Equal(["acme"], await Storage.TenantsAsync("turns", Cancellation));
        Assert.Empty(await Storage.TenantsAsync("nothing", Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collection_is_paged_by_sort_key_and_then_key(bool descending)
    {
        string[] sortKeys = ["", "b", "a", "b", "é", "b", "a1", "Z", "b", "日"];
        for (var i = 0; i < sortKeys.Length; i++) Draft.Put(Session($"k{i}"), "{}", sortKeys[i]);
        await CommitAsync();
        var expected = sortKeys.Select((sortKey, i) => (sortKey, key: $"k{i}"))
            .OrderBy(pair => pair.sortKey, StringComparer.Ordinal).ThenBy(pair => pair.key, StringComparer.Ordinal);

        foreach (var limit in new[] { 1, 2, 3, 100 })
        {
            var paged = await PagesAsync(new DocumentQuery("acme", "sessions", limit, Descending: descending));
            Assert.Equal(descending ? expected.Reverse() : expected, paged.Select(document => (document.SortKey, document.Key.Key)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_prefix_of_the_sort_key_chooses(bool descending)
    {
        string[] sortKeys = ["open", "open/1", "open/2", "open/2", "open0", "ope", "closed/1", "open/\U0010FFFF", "open/é"];
        for (var i = 0; i < sortKeys.Length; i++) Draft.Put(Session($"k{i}"), "{}", sortKeys[i]);
        await CommitAsync();

        var paged = await PagesAsync(new DocumentQuery("acme", "sessions", 2, Prefix: "open/", Descending: descending));

        Assert.Equal(
            ["open/1", "open/2", "open/2", "open/é", "open/\U0010FFFF"],
            (descending ? paged.AsEnumerable().Reverse() : paged).Select(document => document.SortKey));
    }

    [Fact]
    public async Task A_page_goes_on_although_its_last_document_is_gone()
    {
        foreach (var key in new[] { "a", "b", "c" }) Draft.Put(Session(key), "{}", key);
        await CommitAsync();
        var page = await ListAsync(new DocumentQuery("acme", "sessions", 2));
        Draft.Change(new DeleteDocument(Session("b")));
        await CommitAsync();

        var next = await ListAsync(new DocumentQuery("acme", "sessions", 2, After: page[^1]));

        Assert.Equal("c", Assert.Single(next).Key.Key);
    }

    [Fact]
    public async Task A_blob_is_stored_once_under_its_hash_for_each_tenant()
    {
        Draft.Change(new PutBlob("acme", "h1", new byte[] { 0, 1, 255 })).Change(new PutBlob("acme", "h1", "later"u8.ToArray()))
            .Change(new PutBlob("acme", "empty", ReadOnlyMemory<byte>.Empty));
        await CommitAsync();
        Draft.Change(new PutBlob("acme", "h1", "later still"u8.ToArray()));
        await CommitAsync();
        await ReopenAsync();

        Assert.Equal(new byte[] { 0, 1, 255 }, (await Storage.GetBlobAsync("acme", "h1", Cancellation))!.Value.ToArray());
        Assert.Equal(0, (await Storage.GetBlobAsync("acme", "empty", Cancellation))!.Value.Length);
        Assert.Null(await Storage.GetBlobAsync("globex", "h1", Cancellation));
    }

    [Fact]
    public async Task A_blob_goes_with_the_last_document_that_names_it()
    {
        foreach (var hash in new[] { "shared", "own", "former", "unnamed" }) Draft.Change(new PutBlob("acme", hash, "content"u8.ToArray()));
        Draft.Change(new PutBlob("globex", "shared", "content"u8.ToArray()));
        Name(Session("a"), "shared");
        Name(Session("b"), "shared");
        Name(new DocumentKey("acme", "turns", "c"), "own");
        Name(new DocumentKey("acme", "turns", "d"), "former");
        Name(Session("a", "globex"), "shared");
        await CommitAsync();
        Assert.Equal("shared own former unnamed", await KeptAsync());

        Draft.Change(new DeleteDocument(Session("a")));
        Name(new DocumentKey("acme", "turns", "d"), "own");
        await CommitAsync();
        Assert.Equal("shared own unnamed", await KeptAsync());

        Draft.Change(new DeleteDocument(Session("b"))).Change(new DeleteCollection("acme", "turns"));
        await CommitAsync();
        await ReopenAsync();
        Assert.Equal("unnamed", await KeptAsync());
        Assert.NotNull(await Storage.GetBlobAsync("globex", "shared", Cancellation));

        void Name(DocumentKey key, string hash) => Draft.Change(new PutDocument(key, "{}"u8.ToArray()) { Blob = hash });

        async Task<string> KeptAsync()
        {
            var kept = new List<string>();
            foreach (var hash in new[] { "shared", "own", "former", "unnamed" })
            {
                if (await Storage.GetBlobAsync("acme", hash, Cancellation) is not null) kept.Add(hash);
            }

            return string.Join(' ', kept);
        }
    }

    [Fact]
    public async Task A_blob_that_comes_again_in_the_batch_that_took_it_away_is_there()
    {
        Draft.Change(new PutBlob("acme", "h", "content"u8.ToArray())).Change(new PutDocument(Session("a"), "{}"u8.ToArray()) { Blob = "h" });
        await CommitAsync();
        Draft.Change(new DeleteCollection("acme", "sessions")).Change(new PutBlob("acme", "h", "content"u8.ToArray()))
            .Change(new PutDocument(Session("b"), "{}"u8.ToArray()) { Blob = "h" });
        await CommitAsync();
        Assert.NotNull(await Storage.GetBlobAsync("acme", "h", Cancellation));

        Draft.Change(new PutDocument(Session("b"), "{}"u8.ToArray()) { Blob = "h" });
        await CommitAsync();
        Assert.NotNull(await Storage.GetBlobAsync("acme", "h", Cancellation));
    }

    private async Task<IReadOnlyList<Document>> ListAsync(DocumentQuery query) => await Storage.ListAsync(query, Cancellation);

    private async Task<List<Document>> PagesAsync(DocumentQuery query)
    {
        var all = new List<Document>();
        while (await ListAsync(query with { After = all.LastOrDefault() }) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, query.Limit);
            all.AddRange(page);
        }

        return all;
    }
}
