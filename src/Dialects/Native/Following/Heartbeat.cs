using System.Collections.Concurrent;
using Carillon.Core.Connections;

namespace Carillon.Dialects.Native.Following;

/// <summary>Sends a sign of life to every event stream, so that proxies keep idle ones open and readers notice dead ones: one timer and one frame for all.</summary>
internal sealed class Heartbeat : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<IConnection, bool> _streams = new();
    private readonly ITimer _timer;

    public Heartbeat(TimeProvider clock) => _timer = clock.CreateTimer(_ => Beat(), state: null, Interval, Interval);

    public void Add(IConnection connection) => _streams[connection] = true;

    public void Remove(IConnection connection) => _streams.TryRemove(connection, out _);

    public void Dispose() => _timer.Dispose();

    private void Beat()
    {
        foreach (var (connection, _) in _streams) connection.Send(SseBlocks.Heartbeat);
    }
}
