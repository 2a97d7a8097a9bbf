using Carillon.Core.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Backends.Sqlite.Tests;

/// <summary>A data directory of one test, with a clock that stands still unless moved.</summary>
internal sealed class Place : IDisposable
{
    public Place() => Path = Directory.CreateTempSubdirectory("carillon-sqlite-").FullName;

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, SqliteOptions.DatabaseName);

    public TestClock Clock { get; } = new();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public SqliteStorage Storage(Func<SqliteOptions, SqliteOptions>? change = null)
    {
        var options = new SqliteOptions(Path);
        return new SqliteStorage(change?.Invoke(options) ?? options, Clock, new CountedIds(), NullLogger<SqliteStorage>.Instance);
    }

    /// <summary>Copies the files as they are at this moment, as a crash would leave them.</summary>
    public void CopyTo(Place other)
    {
        foreach (var file in Directory.GetFiles(Path).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            System.IO.File.Copy(file, other.File(System.IO.Path.GetFileName(file)));
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private sealed class CountedIds : IIdSource
    {
        private int _count;

        public string NewId() => $"00000000-0000-4000-8000-{Interlocked.Increment(ref _count):x12}";
    }
}

/// <summary>A clock moved by hand.</summary>
internal sealed class TestClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}
