using Carillon.Backends.Sqlite.Engine;
using Carillon.ContractSuites;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Tests;

public sealed class FaultTests : IDisposable
{
    private static readonly StreamId Room = new("acme", "session:room");

    /// <summary>First byte of a page that holds rows of a table.</summary>
    private const byte TableLeaf = 0x0d;

    private readonly Place _place = new();
    private readonly Draft _draft = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_unchanged()
    {
        await FillAsync(10);
        Run("PRAGMA user_version=99");

        var refused = await RefusedAsync();

        Assert.Equal(StorageFault.Newer, refused.Fault);
        Assert.Contains("format 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_unchanged()
    {
        Run("CREATE TABLE recipes (name)");

        var refused = await RefusedAsync();

        Assert.Equal(StorageFault.Corrupt, refused.Fault);
        Assert.Contains("another program", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(21)]
    [InlineData(44)]
    public async Task A_damaged_header_is_refused_unchanged(int offset)
    {
        await FillAsync(10);
        Flip(offset, 4);

        var refused = await RefusedAsync();

        Assert.Equal(StorageFault.Corrupt, refused.Fault);
        Assert.Contains(_place.Database, refused.Message, StringComparison.Ordinal);
        Assert.Contains("carillon verify", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_cut_short_is_refused_or_told_when_read()
    {
        await FillAsync(2000);
        using (var file = new FileStream(_place.Database, FileMode.Open)) file.SetLength(file.Length / 2);

        var told = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            await using var storage = _place.Storage();
            await storage.OpenAsync(Cancellation);
            await storage.ReadAsync(Room, 0, 10_000, Cancellation);
        });

        Assert.Equal(StorageFault.Corrupt, told.Fault);
        Assert.False(SqliteVerification.Run(_place.Database, null, Cancellation).Sound);
    }

    [Fact]
    public async Task A_damaged_page_in_the_middle_is_told_when_read_and_found_by_verification()
    {
        await FillAsync(2000);
        var bytes = await File.ReadAllBytesAsync(_place.Database, Cancellation);
        var page = bytes.Length / 2 / 8192 * 8192;
        while (bytes[page] != TableLeaf) page += 8192;
        Flip(page, 64);

        await using (var storage = _place.Storage())
        {
            await storage.OpenAsync(Cancellation);
            var told = await Assert.ThrowsAsync<StorageException>(async () => await storage.ReadAsync(Room, 0, 10_000, Cancellation));
            Assert.Equal(StorageFault.Corrupt, told.Fault);

            // What is whole can still be read.
            Assert.NotEmpty(await storage.ReadAsync(Room, 0, 10, Cancellation));
        }

        Assert.False(SqliteVerification.Run(_place.Database, null, Cancellation).Sound);
    }

    [Fact]
    public async Task A_log_left_over_from_another_file_is_not_played_into_a_backup()
    {
        await FillAsync(10);
        SqliteBackup.Run(_place.Database, _place.File("copy.db"), _place.Clock, null, Cancellation);
        File.Copy(_place.File("copy.db"), _place.Database, overwrite: true);
        await File.WriteAllBytesAsync(_place.Database + "-wal", new byte[4096], Cancellation);

        var refused = await RefusedAsync();

        Assert.Contains("carillon.db-wal", refused.Message, StringComparison.Ordinal);
        File.Delete(_place.Database + "-wal");
        await using var storage = _place.Storage();
        Assert.Equal(10, (await storage.OpenAsync(Cancellation)).LastPosition);
    }

    [Fact]
    public async Task A_full_disk_refuses_whole_batches_and_goes_on_when_there_is_room()
    {
        await using var storage = _place.Storage(options => options with { MaxBytes = 512 * 1024 });
        await storage.OpenAsync(Cancellation);
        var text = $"\"{new string('x', 2000)}\"";
        var committed = -2;
        CommitBatch last;
        StorageException? full;
        do
        {
            committed += 2;
            last = _draft.Add(Room, text).Add(Room, text).Take();
            full = await TryCommitAsync(storage, last);
        }
        while (full is null);

        Assert.Equal(StorageFault.Full, full.Fault);
        Assert.InRange(committed, 100, 300);
        Assert.Contains(_place.Database, full.Message, StringComparison.Ordinal);
        Assert.Equal(committed, (await storage.ReadAsync(Room, 0, 1000, Cancellation)).Count);

        // Again, while nothing changed: the same answer, and the writer still lives.
        Assert.Equal(StorageFault.Full, (await TryCommitAsync(storage, last))?.Fault);

        var deletion = new CommitBatch([], [], [new DeleteStream(Room)]) { DeletedUpTo = new Dictionary<StreamId, long> { [Room] = committed } };
        await storage.CommitAsync(deletion, Cancellation);
        await storage.CommitAsync(last, Cancellation);

        Assert.Equal([committed + 1L, committed + 2L], (await storage.ReadAsync(Room, 0, 1000, Cancellation)).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task After_damage_is_met_in_writing_no_more_commits_are_taken()
    {
        await FillAsync(2000);
        await using var storage = _place.Storage();
        await storage.OpenAsync(Cancellation);
        for (var page = 2; page < new FileInfo(_place.Database).Length / 8192; page++) Flip(page * 8192, 32);

        var first = await Assert.ThrowsAsync<StorageException>(async () => await storage.CommitAsync(_draft.Add(Room).Take(), Cancellation));
        var second = await Assert.ThrowsAsync<StorageException>(async () => await storage.CommitAsync(_draft.Add(Room).Take(), Cancellation));

        Assert.Equal(StorageFault.Corrupt, first.Fault);
        Assert.Same(first, second);
    }

    [Fact]
    public async Task A_commit_waits_for_another_programs_transaction()
    {
        await using var storage = _place.Storage();
        await storage.OpenAsync(Cancellation);
        using var other = Database.Open(_place.Database, Access.Write, TimeSpan.Zero);
        other.Execute("BEGIN IMMEDIATE");
        var commit = storage.CommitAsync(_draft.Add(Room).Take(), Cancellation).AsTask();

        Assert.Empty(await storage.ReadAsync(Room, 0, 10, Cancellation));
        Assert.False(commit.IsCompleted);
        other.Execute("COMMIT");
        await commit;

        Assert.Single(await storage.ReadAsync(Room, 0, 10, Cancellation));
    }

    private static async Task<StorageException?> TryCommitAsync(SqliteStorage storage, CommitBatch batch)
    {
        try
        {
            await storage.CommitAsync(batch, Cancellation);
            return null;
        }
        catch (StorageException error)
        {
            return error;
        }
    }

    private async Task FillAsync(int entries)
    {
        await using var storage = _place.Storage();
        await storage.OpenAsync(Cancellation);
        for (var i = 0; i < entries; i++) _draft.Add(Room, $"\"{new string('x', 200)}\"");
        await storage.CommitAsync(_draft.Take(), Cancellation);
    }

    private async Task<StorageException> RefusedAsync()
    {
        var before = await File.ReadAllBytesAsync(_place.Database, Cancellation);
        await using var storage = _place.Storage();
        var refused = await Assert.ThrowsAsync<StorageException>(async () => await storage.OpenAsync(Cancellation));
        Assert.Equal(before, await File.ReadAllBytesAsync(_place.Database, Cancellation));
        return refused;
    }

    private void Run(string sql)
    {
        using var database = Database.Open(_place.Database, Access.Write, TimeSpan.Zero);
        database.Execute(sql);
    }

    private void Flip(int offset, int count)
    {
        using var file = new FileStream(_place.Database, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var bytes = new byte[count];
        file.Position = offset;
        file.ReadExactly(bytes);
        for (var i = 0; i < count; i++) bytes[i] ^= 0xff;
        file.Position = offset;
        file.Write(bytes);
    }
}
