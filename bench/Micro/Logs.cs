using Carillon.Backends.Sqlite;
using Carillon.Core.Diagnostics;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Bench.Micro;

/// <summary>A real log in a folder of its own.</summary>
internal static class Logs
{
    public static async Task<(EventLog Log, SqliteStorage Storage)> OpenAsync(string directory)
    {
        var clock = TimeProvider.System;
        var storage = new SqliteStorage(new SqliteOptions(directory), clock, new Ids(), NullLogger<SqliteStorage>.Instance);
        var log = new EventLog(
            storage, new SubscriptionIndex(), new EventLogOptions(), clock, new CoreMetrics(clock), NullLogger<EventLog>.Instance);
        await log.StartAsync(CancellationToken.None);
        return (log, storage);
    }

    /// <summary>An event whose data has about 250 bytes.</summary>
    public static NewEvent Event(StreamId stream, int number) =>
        new(stream, "bench.message", System.Text.Encoding.UTF8.GetBytes($"{{\"number\":{number:D8},\"text\":\"{new string('x', 220)}\"}}"), Durable: true);

    private sealed class Ids : IIdSource
    {
        private int _next;

        public string NewId() => $"bench-{Interlocked.Increment(ref _next)}";
    }
}
