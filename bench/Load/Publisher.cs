using System.Diagnostics;
using System.Globalization;

namespace Carillon.Bench.Load;

/// <summary>One publisher: as fast as a window of unacknowledged messages lets it, or at a fixed rate.</summary>
internal sealed class Publisher(ITarget target, int port, int payloadBytes) : IDisposable
{
    private readonly RawWebSocket _socket = new();
    private readonly SemaphoreSlim _acked = new(0);
    private long _number = 1;

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(port, target.PublisherPath, cancellationToken);
        foreach (var line in target.Introduce) await _socket.SendAsync(line, cancellationToken);
        if (target is SignalRTarget) await _socket.WaitForAsync(target.Subscribed, cancellationToken);
        if (target is NatsTarget) await _socket.WaitForAsync("+OK", cancellationToken);
    }

    public async Task PublishWindowedAsync(int messages, int window, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var acks = ReadAcksAsync(stop.Token);
        _acked.Release(window);
        for (var sent = 0; sent < messages;)
        {
            await _acked.WaitAsync(cancellationToken);
            var count = 1;
            while (sent + count < messages && _acked.Wait(0, CancellationToken.None)) count++;
            await SendAsync(count, cancellationToken);
            sent += count;
        }

        // All acknowledged: the whole window is free again.
        for (var i = 0; i < window; i++) await _acked.WaitAsync(cancellationToken);
        await stop.CancelAsync();
        await acks;
    }

    public async Task PublishPacedAsync(double messagesPerSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var acks = ReadAcksAsync(stop.Token);
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var sent = 0L; Stopwatch.GetElapsedTime(started) < duration;)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * messagesPerSecond);
            for (; sent < due; sent++) await SendAsync(1, cancellationToken);
        }

        await stop.CancelAsync();
        await acks;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _acked.Dispose();
    }

    private async Task SendAsync(int count, CancellationToken cancellationToken)
    {
        var frames = new List<byte>(count * (payloadBytes + 200));
        for (var i = 0; i < count; i++) frames.AddRange(RawWebSocket.Frame(target.Publish(_number++, Payload())));
        await _socket.SendAsync(frames.ToArray(), cancellationToken);
    }

    private string Payload()
    {
        var stamp = Stopwatch.GetTimestamp().ToString("D16", CultureInfo.InvariantCulture);
        return new string('x', payloadBytes - Subscribers.StampDigits - 1) + stamp + (char)Subscribers.Mark;
    }

    private async Task ReadAcksAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer, cancellationToken);
                if (read == 0) throw new IOException("The publisher's connection was closed.");
                var acks = target.CountAcks(buffer.AsSpan(0, read));
                if (acks > 0) _acked.Release(acks);
            }
        }
        catch (OperationCanceledException)
        {
            // Measured enough.
        }
    }
}
