using System.Text.Json;
using Carillon.Backends.Sqlite;
using Carillon.Core.Connections;
using Carillon.Core.Diagnostics;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Core.Tests.Support;

/// <summary>A running core on a real file: log, index and connections.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly SqliteStorage _sqlite;
    private bool _stopped;

    private Rig(string directory, EventLogOptions options)
    {
        Clock = new ManualTimeProvider();
        _sqlite = new SqliteStorage(new SqliteOptions(directory) { Durability = Durability.Relaxed }, Clock, new SequentialIds(), NullLogger<SqliteStorage>.Instance);
        Storage = new WatchedStorage(_sqlite);
        Metrics = new CoreMetrics(Clock);
        Log = new EventLog(Storage, Index, options, Clock, Metrics, NullLogger<EventLog>.Instance);
        Connections = new ConnectionFactory(Log, Index, new SequentialIds(), Clock, Metrics);
    }

    public ManualTimeProvider Clock { get; }

    public WatchedStorage Storage { get; }

    public CoreMetrics Metrics { get; }

    public SubscriptionIndex Index { get; } = new();

    public EventLog Log { get; }

    public ConnectionFactory Connections { get; }

    public static async Task<Rig> StartAsync(Folder folder, EventLogOptions? options = null, params ICommitObserver[] observers)
    {
        var rig = new Rig(folder.Data, options ?? new EventLogOptions());
        foreach (var observer in observers) rig.Log.Observe(observer);
        await rig.Log.StartAsync(TestContext.Current.CancellationToken);
        rig.Connections.Start();
        return rig;
    }

    /// <summary>Commits; the token is the test's.</summary>
    public Task<AppendResult> AppendAsync(params NewEvent[] events) => AppendAsync(new Append(events));

    /// <inheritdoc cref="AppendAsync(NewEvent[])"/>
    public async Task<AppendResult> AppendAsync(Append append) => await Log.AppendAsync(append, TestContext.Current.CancellationToken);

    /// <summary>An event of a custom type whose data is a JSON string.</summary>
    public static NewEvent Event(StreamId stream, string text, bool durable = true, string type = "note.taken") =>
        new(stream, type, JsonSerializer.SerializeToUtf8Bytes(text), durable);

    /// <summary>Stops in good order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped) return;
        _stopped = true;
        await Connections.DisposeAsync();
        await Log.DisposeAsync();
        await _sqlite.DisposeAsync();
        Metrics.Dispose();
    }

    /// <summary>Frees what a killed process would not need to free: nothing more is written to the file's copy that lives on.</summary>
    public async Task AbandonAsync()
    {
        if (_stopped) return;
        _stopped = true;
        Storage.Before = _ => throw new StorageException(StorageFault.Unavailable, "The process is gone.");
        await Connections.DisposeAsync();
        await Log.DisposeAsync();
        await _sqlite.DisposeAsync();
        Metrics.Dispose();
    }
}
