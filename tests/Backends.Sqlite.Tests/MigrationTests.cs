using System.Security.Cryptography;
using Carillon.Backends.Sqlite.Engine;
using Carillon.ContractSuites;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Tests;

public sealed class MigrationTests : IDisposable
{
    // What the second format added, taken away again.
    private const string ToFirstFormat = "DROP INDEX documents_of_blob; ALTER TABLE documents DROP COLUMN blob; PRAGMA user_version=1";

    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData("one"u8));

    private readonly Place _place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_file_of_the_first_format_keeps_what_its_documents_stand_for_and_then_lets_it_go()
    {
        var (kept, plain) = (new DocumentKey("acme", "file_versions:s", "a//1"), new DocumentKey("acme", "sessions", "s"));
        await using (var storage = _place.Storage())
        {
            await storage.OpenAsync(Cancellation);
            var first = new Draft().Change(new PutBlob("acme", Hash, "one"u8.ToArray()))
                .Put(kept, $$"""{"path":"a","hash":"{{Hash}}"}""").Put(plain, """{"hash":"no content"}""").Put(new DocumentKey("acme", "sessions", "list"), "[1]");
            await storage.CommitAsync(first.Take(), Cancellation);
        }

        using (var database = Database.Open(_place.Database, Access.Write, TimeSpan.Zero)) database.Execute(ToFirstFormat);
        Assert.True(SqliteVerification.Run(_place.Database, null, Cancellation).Sound);

        await using var again = _place.Storage();
        await again.OpenAsync(Cancellation);
        Assert.NotNull(await again.GetAsync(plain, Cancellation));
        Assert.NotNull(await again.GetBlobAsync("acme", Hash, Cancellation));
        Assert.True(SqliteVerification.Run(_place.Database, null, Cancellation).Sound);
        await again.CommitAsync(new Draft().Change(new DeleteCollection("acme", "file_versions:s")).Take(), Cancellation);
        Assert.Null(await again.GetBlobAsync("acme", Hash, Cancellation));
    }
}
