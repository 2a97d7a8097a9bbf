using Carillon.ContractSuites;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Tests;

public sealed class EpochTests : IDisposable
{
    private static readonly StreamId Room = new("acme", "session:room");

    private readonly Place _place = new();
    private readonly Draft _draft = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_new_log_takes_its_epoch_from_the_clock_and_keeps_it()
    {
        var created = await RunAsync(appends: 1);
        _place.Clock.Now += TimeSpan.FromDays(1);
        var again = await RunAsync(appends: 1);

        Assert.Equal(1_800_000_000_000, created.Epoch);
        Assert.Equal(created.Epoch, again.Epoch);
        Assert.Equal(1, again.LastPosition);
    }

    [Fact]
    public async Task A_restored_backup_begins_a_new_epoch_once()
    {
        var first = await RunAsync(appends: 3);
        SqliteBackup.Run(_place.Database, _place.File("copy.db"), _place.Clock, null, Cancellation);
        await RunAsync(appends: 2);
        File.Copy(_place.File("copy.db"), _place.Database, overwrite: true);

        // The clock went back meanwhile; the epoch must not.
        _place.Clock.Now -= TimeSpan.FromDays(30);
        var restored = await RunAsync(appends: 1);
        var next = await RunAsync(appends: 0);

        Assert.True(restored.Epoch > first.Epoch);
        Assert.Equal(3, restored.LastPosition);
        Assert.Equal(restored.Epoch, next.Epoch);
        Assert.Equal(4, next.LastPosition);
    }

    [Fact]
    public async Task A_backup_of_the_newest_state_begins_a_new_epoch_too()
    {
        var first = await RunAsync(appends: 3);
        SqliteBackup.Run(_place.Database, _place.File("copy.db"), _place.Clock, null, Cancellation);
        File.Copy(_place.File("copy.db"), _place.Database, overwrite: true);

        Assert.True((await RunAsync(appends: 0)).Epoch > first.Epoch);
    }

    [Fact]
    public async Task An_older_plain_copy_put_back_begins_a_new_epoch()
    {
        var first = await RunAsync(appends: 3);
        File.Copy(_place.Database, _place.File("plain.db"));
        await RunAsync(appends: 2);
        File.Copy(_place.File("plain.db"), _place.Database, overwrite: true);

        var second = await RunAsync(appends: 0);
        Assert.True(second.Epoch > first.Epoch);
        Assert.Equal(3, second.LastPosition);

        File.Copy(_place.File("plain.db"), _place.Database, overwrite: true);
        Assert.True((await RunAsync(appends: 0)).Epoch > second.Epoch);
    }

    [Fact]
    public async Task A_copy_from_before_ephemeral_numbers_alone_is_noticed()
    {
        var first = await RunAsync(appends: 1);
        File.Copy(_place.Database, _place.File("plain.db"));
        await using (var storage = _place.Storage())
        {
            await storage.OpenAsync(Cancellation);
            await storage.CommitAsync(_draft.Reserve(Room, 1000).Take(), Cancellation);
        }

        File.Copy(_place.File("plain.db"), _place.Database, overwrite: true);

        Assert.True((await RunAsync(appends: 0)).Epoch > first.Epoch);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"logId\":")]
    [InlineData("null")]
    [InlineData("""{"logId":"another","epoch":1,"openings":1,"position":0}""")]
    public async Task A_log_without_its_own_mark_begins_a_new_epoch(string? mark)
    {
        var first = await RunAsync(appends: 1);
        File.Delete(_place.File("carillon.mark"));
        if (mark is not null) await File.WriteAllTextAsync(_place.File("carillon.mark"), mark, Cancellation);

        Assert.True((await RunAsync(appends: 0)).Epoch > first.Epoch);
    }

    [Fact]
    public async Task A_log_that_was_lost_begins_above_the_epoch_that_the_directory_remembers()
    {
        var first = await RunAsync(appends: 1);
        File.Delete(_place.Database);
        _place.Clock.Now -= TimeSpan.FromDays(1);

        var second = await RunAsync(appends: 0);

        Assert.True(second.Epoch > first.Epoch);
        Assert.Equal(0, second.LastPosition);
    }

    [Fact]
    public async Task A_log_cut_short_after_a_crash_keeps_a_clean_beginning_and_begins_a_new_epoch()
    {
        using var crashed = new Place();
        LogOpening first;
        await using (var storage = _place.Storage())
        {
            first = await storage.OpenAsync(Cancellation);
            for (var i = 0; i < 50; i++)
            {
                // The mark is written every few seconds of the clock.
                _place.Clock.Now += TimeSpan.FromSeconds(1);
                await storage.CommitAsync(_draft.Add(Room).Add(Room).Take(), Cancellation);
            }

            // The files as a crash leaves them.
            _place.CopyTo(crashed);
        }

        using (var wal = new FileStream(crashed.Database + "-wal", FileMode.Open)) wal.SetLength((wal.Length / 2) + 777);
        await using var after = crashed.Storage();
        var opening = await after.OpenAsync(Cancellation);
        var entries = await after.ReadAsync(Room, 0, 1000, Cancellation);

        Assert.True(opening.Epoch > first.Epoch);
        Assert.InRange(entries.Count, 2, 98);
        Assert.Equal(0, entries.Count % 2);
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_crash_keeps_the_epoch_and_everything_committed()
    {
        using var crashed = new Place();
        LogOpening first;
        await using (var storage = _place.Storage())
        {
            first = await storage.OpenAsync(Cancellation);
            for (var i = 0; i < 20; i++) await storage.CommitAsync(_draft.Add(Room).Take(), Cancellation);
            _place.CopyTo(crashed);
        }

        await using var after = crashed.Storage();

        Assert.Equal(first with { LastPosition = 20 }, await after.OpenAsync(Cancellation));
    }

    private async Task<LogOpening> RunAsync(int appends)
    {
        await using var storage = _place.Storage();
        var opening = await storage.OpenAsync(Cancellation);
        var seq = (await storage.FindStreamAsync(Room, Cancellation))?.LastSeq ?? 0;
        var draft = new Draft { Position = opening.LastPosition }.Skip(Room, (int)seq);
        draft.Position = opening.LastPosition;
        for (var i = 0; i < appends; i++) draft.Add(Room);
        await storage.CommitAsync(draft.Take(), Cancellation);
        return opening;
    }
}
