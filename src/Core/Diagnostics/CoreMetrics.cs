using System.Diagnostics.Metrics;

namespace Carillon.Core.Diagnostics;

/// <summary>
/// What the core counts, under the meter <c>Carillon</c>. Totals are plain numbers that the meter reads when it is asked, so
/// that counting costs the hot path one addition a flush and not one call a message.
/// </summary>
public sealed class CoreMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Carillon";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _commitLatency;
    private readonly TimeProvider _clock;
    private long _appended;
    private long _committedBatches;
    private long _committedEntries;
    private long _delivered;
    private long _dropped;
    private long _joined;
    private long _lagged;
    private Func<(long Connections, long OutboxBytes)> _open = () => default;

    /// <summary>Creates the instruments.</summary>
    public CoreMetrics(TimeProvider clock)
    {
        _clock = clock;
        Total("carillon.log.appended", () => _appended, "{event}", "Events numbered, durable and ephemeral");
        Total("carillon.log.committed.batches", () => _committedBatches, "{batch}", "Commits to storage");
        Total("carillon.log.committed.events", () => _committedEntries, "{event}", "Durable events committed");
        Total("carillon.delivery.delivered", () => _delivered, "{message}", "Frames written to peers");
        Total("carillon.delivery.dropped", () => _dropped, "{event}", "Ephemeral events dropped for slow readers, each announced");
        Total("carillon.delivery.joined", () => _joined, "{event}", "Queued pieces of text joined for slow readers");
        Total("carillon.delivery.lagged", () => _lagged, "{time}", "Times a slow reader fell back to reading the log");
        Level("carillon.outbox.bytes", () => _open().OutboxBytes, "By", "Bytes waiting for peers");
        Level("carillon.connections", () => _open().Connections, "{connection}", "Open connections");
        _commitLatency = _meter.CreateHistogram<double>(
            "carillon.log.commit.duration",
            "s",
            "Time of one commit",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5] });
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal long Start() => _clock.GetTimestamp();

    internal void Appended(int entries) => Interlocked.Add(ref _appended, entries);

    internal void Committed(int entries, long started)
    {
        Interlocked.Increment(ref _committedBatches);
        Interlocked.Add(ref _committedEntries, entries);
        _commitLatency.Record(_clock.GetElapsedTime(started).TotalSeconds);
    }

    internal void Delivered(int frames) => Interlocked.Add(ref _delivered, frames);

    internal void Dropped(int entries) => Interlocked.Add(ref _dropped, entries);

    internal void Joined(int entries) => Interlocked.Add(ref _joined, entries);

    internal void Lagged() => Interlocked.Increment(ref _lagged);

    /// <summary>Says who knows the open connections; asked only when the meter is read.</summary>
    internal void WatchConnections(Func<(long Connections, long OutboxBytes)> open) => _open = open;

    private void Total(string name, Func<long> read, string unit, string description) =>
        _meter.CreateObservableCounter(name, read, unit, description);

    private void Level(string name, Func<long> read, string unit, string description) =>
        _meter.CreateObservableUpDownCounter(name, read, unit, description);
}
