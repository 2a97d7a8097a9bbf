using System.Globalization;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Tests;

public sealed class TwoProcessTests : IDisposable
{
    private static readonly StreamId Crash = new("acme", "session:crash");

    private readonly Place _place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_second_process_is_refused_with_the_pid_of_the_first()
    {
        await using var holder = Probe.Start(_place.Path, "hold");
        Assert.StartsWith("open ", await holder.ReadLineAsync());
        await using var storage = _place.Storage();

        var refused = await Assert.ThrowsAsync<StorageException>(async () => await storage.OpenAsync(Cancellation));

        Assert.Equal(StorageFault.InUse, refused.Fault);
        Assert.Contains($"process {holder.Id}.", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_place.Path, refused.Message, StringComparison.Ordinal);

        await holder.CloseAsync();
        await storage.OpenAsync(Cancellation);
    }

    [Fact]
    public async Task A_storage_is_refused_to_another_process_while_this_one_has_it()
    {
        await using var storage = _place.Storage();
        await storage.OpenAsync(Cancellation);
        await using var second = Probe.Start(_place.Path, "open");

        var answer = await second.ReadLineAsync();

        Assert.StartsWith("InUse: ", answer);
        Assert.Contains($"process {Environment.ProcessId}.", answer, StringComparison.Ordinal);
        await using var third = _place.Storage();
        await Assert.ThrowsAsync<StorageException>(async () => await third.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task A_killed_process_blocks_nobody()
    {
        await using var holder = Probe.Start(_place.Path, "hold");
        Assert.StartsWith("open ", await holder.ReadLineAsync());
        await holder.KillAsync();
        Assert.True(File.Exists(_place.File("carillon.pid")), "The killed process left its pid.");

        await using var storage = _place.Storage();
        await storage.OpenAsync(Cancellation);

        Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), (await File.ReadAllTextAsync(_place.File("carillon.pid"), Cancellation)).Trim());
    }

    [Fact]
    public async Task Every_acknowledged_entry_survives_kills_at_random_points()
    {
        var random = new Random(20_260);
        long acked = 0;
        long epoch = 0;
        for (var round = 0; round < 6; round++)
        {
            await using (var writer = Probe.Start(_place.Path, "append"))
            {
                var opening = (await writer.ReadLineAsync())!.Split(' ');
                var opened = long.Parse(opening[1], CultureInfo.InvariantCulture);
                Assert.True(epoch == 0 || epoch == opened, "A crash began a new epoch.");
                epoch = opened;
                for (var lines = random.Next(1, 60); lines > 0; lines--) acked = Acked(await writer.ReadLineAsync(), acked);

                // What the pipe still held was acknowledged too; a torn last line was not.
                var rest = (await writer.KillAsync()).Split('\n');
                foreach (var line in rest[..^1]) acked = Acked(line, acked);
            }

            await using var storage = _place.Storage();
            await storage.OpenAsync(Cancellation);
            var entries = await storage.ReadAsync(Crash, 0, 1_000_000, Cancellation);
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
            Assert.True(entries.Count >= acked, $"Round {round}: {acked} were acknowledged, {entries.Count} are there.");
            Assert.All(entries, entry => Assert.Equal($$"""{"n":{{entry.Seq}}}""", System.Text.Encoding.UTF8.GetString(entry.Data.Span)));
        }

        Assert.True(SqliteVerification.Run(_place.Database, null, Cancellation).Sound);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_named_with_a_remedy()
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Unix rights are what is tested here.");
        File.SetUnixFileMode(_place.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        try
        {
            await using var probe = Start("open");

            var answer = await probe.ReadLineAsync();

            Assert.StartsWith("ReadOnly: ", answer);
            Assert.Contains(_place.Path, answer, StringComparison.Ordinal);
            Assert.Contains("--data", answer, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_place.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_place.Path));
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_is_left_as_it_is()
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("Unix rights are what is tested here.");
        await using (var storage = _place.Storage()) await storage.OpenAsync(Cancellation);
        foreach (var file in Directory.GetFiles(_place.Path)) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.Delete(_place.File("carillon.lock"));
        File.SetUnixFileMode(_place.Path, (UnixFileMode)0b111_111_111);
        var before = await File.ReadAllBytesAsync(_place.Database, Cancellation);

        await using (var probe = Start("open"))
        {
            var answer = await probe.ReadLineAsync();
            Assert.StartsWith("ReadOnly: ", answer);
            Assert.Contains(_place.Path, answer, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(_place.Database, Cancellation));
    }

    private static long Acked(string? line, long before)
    {
        Assert.NotNull(line);
        Assert.StartsWith("acked ", line);
        var acked = long.Parse(line["acked ".Length..], CultureInfo.InvariantCulture);
        Assert.True(acked > before, "A number was given again.");
        return acked;
    }

    private Probe Start(string command) => Environment.IsPrivilegedProcess
        ? Probe.Start(_place.Path, command, "--as", "65534")
        : Probe.Start(_place.Path, command);
}
