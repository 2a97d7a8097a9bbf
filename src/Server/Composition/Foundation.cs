using Carillon.Backends.Sqlite;
using Carillon.Core.Connections;
using Carillon.Core.Diagnostics;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Server.Configuration;
using Microsoft.Extensions.Logging;

namespace Carillon.Server.Composition;

/// <summary>What every room stands on: the storage, the log over it, and the connections that the log feeds.</summary>
internal sealed class Foundation : IAsyncDisposable
{
    // The end of a turn holds its whole answer, of up to 10 MB, escaped as JSON. What clients publish is bounded where it comes in.
    private const int LargestEvent = 32 * 1024 * 1024;

    private readonly CoreMetrics _metrics;

    public Foundation(ServerOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        Clock = clock;
        Loggers = loggers;
        Ids = new SystemIds(clock);
        _metrics = new CoreMetrics(clock);
        var index = new SubscriptionIndex();
        var bounds = new EventLogOptions { MaxEventBytes = LargestEvent };
        Storage = new SqliteStorage(StorageOptions(options), clock, Ids, loggers.CreateLogger<SqliteStorage>());
        Log = new EventLog(Storage, index, bounds, clock, _metrics, loggers.CreateLogger<EventLog>());
        Connections = new ConnectionFactory(Log, index, Ids, clock, _metrics);
        Runner = new ConnectionRunner(Connections, loggers.CreateLogger<ConnectionRunner>());
    }

    public TimeProvider Clock { get; }

    public ILoggerFactory Loggers { get; }

    public SystemIds Ids { get; }

    public SqliteStorage Storage { get; }

    public EventLog Log { get; }

    public ConnectionFactory Connections { get; }

    public ConnectionRunner Runner { get; }

    public async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync();
        await Log.DisposeAsync();
        await Storage.DisposeAsync();
        _metrics.Dispose();
    }

    private static SqliteOptions StorageOptions(ServerOptions options) => new(options.DataDirectory)
    {
        Durability = options.File.Storage.Durability == StorageDurability.Relaxed ? Durability.Relaxed : Durability.Full,
    };
}
