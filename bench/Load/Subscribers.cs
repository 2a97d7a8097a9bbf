using System.Diagnostics;

namespace Carillon.Bench.Load;

/// <summary>
/// Many subscribers in one process. Each message carries when it was sent and ends with a mark that stands nowhere else, so
/// deliveries are counted by that mark and every server's envelope may look as it likes.
/// </summary>
internal sealed class Subscribers(ITarget target, int port) : IDisposable
{
    public const byte Mark = (byte)'~';
    public const int StampDigits = 16;

    private readonly List<RawWebSocket> _sockets = [];
    private readonly List<Task> _readers = [];
    private readonly List<double> _latencies = [];
    private long _deliveries;

    /// <summary>Deliveries counted so far.</summary>
    public long Deliveries => Volatile.Read(ref _deliveries);

    /// <summary>Milliseconds from send to receive, when they are measured.</summary>
    public IReadOnlyList<double> Latencies => _latencies;

    public bool MeasureLatency { get; set; }

    public async Task ConnectAsync(int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var number = _sockets.Count;
            var socket = new RawWebSocket();
            _sockets.Add(socket);
            await socket.ConnectAsync(port, target.Path, cancellationToken);
            foreach (var line in target.Subscribe(number)) await socket.SendAsync(line, cancellationToken);
            await socket.WaitForAsync(target.Subscribed, cancellationToken);
        }
    }

    public void Start(CancellationToken cancellationToken)
    {
        foreach (var socket in _sockets) _readers.Add(ReadAsync(socket, cancellationToken));
    }

    public Task StopAsync() => Task.WhenAll(_readers);

    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
    }

    private async Task ReadAsync(RawWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var kept = 0;
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(kept), cancellationToken);
                if (read == 0) return;
                kept = Take(buffer.AsSpan(0, kept + read), kept);
            }
        }
        catch (OperationCanceledException)
        {
            // Measured enough.
        }
    }

    /// <summary>Counts marks; keeps the last few bytes in front when a stamp may be cut in two.</summary>
    private int Take(Span<byte> bytes, int alreadySeen)
    {
        var marks = bytes[alreadySeen..].Count(Mark);
        Interlocked.Add(ref _deliveries, marks);
        if (!MeasureLatency) return 0;
        var now = Stopwatch.GetTimestamp();
        for (var at = alreadySeen; at < bytes.Length; at++)
        {
            if (bytes[at] != Mark || at < StampDigits) continue;
            if (long.TryParse(bytes.Slice(at - StampDigits, StampDigits), out var sent))
            {
                lock (_latencies) _latencies.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
            }
        }

        var tail = Math.Min(StampDigits, bytes.Length);
        bytes[^tail..].CopyTo(bytes);
        return tail;
    }
}
