using Carillon.Backends.Sqlite.Engine;

namespace Carillon.Backends.Sqlite.Tests;

public sealed class PragmaTests : IDisposable
{
    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("page_size", "8192")]
    [InlineData("wal_autocheckpoint", "2000")]
    [InlineData("journal_size_limit", "67108864")]
    [InlineData("foreign_keys", "1")]
    [InlineData("cache_size", "-16384")]
    [InlineData("temp_store", "2")]
    [InlineData("mmap_size", "0")]
    [InlineData("cell_size_check", "1")]
    [InlineData("trusted_schema", "0")]
    [InlineData("busy_timeout", "10000")]
    public void The_writing_connection_is_set_as_promised(string pragma, string expected)
    {
        using var database = Connections.OpenWriter(new SqliteOptions(_place.Path));
        Assert.Equal(expected, database.Scalar($"PRAGMA {pragma}"));
    }

    [Fact]
    public void The_weaker_mode_syncs_at_checkpoints_only()
    {
        using var database = Connections.OpenWriter(new SqliteOptions(_place.Path) { Durability = Durability.Relaxed });
        Assert.Equal("1", database.Scalar("PRAGMA synchronous"));
    }
}
