using System.Collections.Concurrent;
using System.IO.Pipelines;
using Carillon.Core.Diagnostics;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;

namespace Carillon.Core.Connections;

/// <summary>Makes connections, knows those that are open, and cuts off peers that take nothing for too long.</summary>
public sealed class ConnectionFactory : IAsyncDisposable
{
    private static readonly TimeSpan StallCheck = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Connection> _open = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IIdSource _ids;
    private readonly TimeProvider _clock;
    private readonly CoreMetrics _metrics;
    private Task _watch = Task.CompletedTask;
    private volatile string? _stopReason;

    /// <summary>Assigns; <see cref="Start"/> begins the watch for stalled peers.</summary>
    public ConnectionFactory(EventLog log, SubscriptionIndex index, IIdSource ids, TimeProvider clock, CoreMetrics metrics)
    {
        Log = log;
        Index = index;
        _ids = ids;
        _clock = clock;
        _metrics = metrics;
        metrics.WatchConnections(() => (_open.Count, _open.Values.Sum(connection => connection.Outbox.WaitingBytes)));
    }

    /// <summary>How many connections are open.</summary>
    public int Count => _open.Count;

    internal TimeProvider Clock => _clock;

    internal EventLog Log { get; }

    internal SubscriptionIndex Index { get; }

    /// <summary>Begins the watch.</summary>
    public void Start() => _watch = WatchAsync(_stopping.Token);

    /// <summary>Tells every connection that the server stops, and every later one at once: each says so to its peer and ends.</summary>
    /// <param name="reason">A word for the peers, such as <see cref="StopReasons.Restart"/>.</param>
    public void TellToStop(string reason)
    {
        _stopReason = reason;
        foreach (var connection in _open.Values) connection.TellToStop(reason);
    }

    /// <summary>A new peer; whoever makes it disposes it.</summary>
    public Connection Create(PipeWriter output, Framing framing, ConnectionProfile profile)
    {
        var connection = new Connection(_ids.NewId(), this, profile, new Outbox(output, framing, profile.Lag, _clock, _metrics));
        _open[connection.Id] = connection;
        if (_stopReason is { } reason) connection.TellToStop(reason);
        return connection;
    }

    /// <summary>Ends the watch; connections are ended by whoever made them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watch;
        _stopping.Dispose();
    }

    internal void Forget(Connection connection) => _open.TryRemove(connection.Id, out _);

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(StallCheck, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (var connection in _open.Values)
                {
                    if (connection.Outbox.IsStalled()) connection.Abort(CloseReason.TooSlow);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }
}
