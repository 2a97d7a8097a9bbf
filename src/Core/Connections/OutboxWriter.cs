using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Carillon.Core.Diagnostics;

namespace Carillon.Core.Connections;

/// <summary>The only writer of one connection: whatever waits in its outbox goes out in one flush, and a peer that blocks holds no thread.</summary>
internal sealed class OutboxWriter
{
    private const int MaxFlushFrames = 512;

    private readonly Outbox _outbox;
    private readonly PipeWriter _output;
    private readonly TimeProvider _clock;
    private readonly CoreMetrics _metrics;
    private ValueTask<FlushResult> _flush;

    // Made when the peer first blocks: most never do.
    private Action? _resume;
    private long _blockedSince;

    public OutboxWriter(Outbox outbox, PipeWriter output, TimeProvider clock, CoreMetrics metrics)
    {
        _outbox = outbox;
        _output = output;
        _clock = clock;
        _metrics = metrics;
    }

    /// <summary>For how long the peer has taken nothing; zero while it does.</summary>
    public TimeSpan BlockedFor => Volatile.Read(ref _blockedSince) is not 0 and var since ? _clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Writes until nothing waits, or until the peer takes no more: then it goes on by itself once the peer does. One call at a time.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "The flush is consumed once, here or in Resume; a state machine would cost an allocation each time a peer blocks.")]
    public void Run()
    {
        try
        {
            while (TakeBatch())
            {
                _flush = _output.FlushAsync();
                if (!_flush.IsCompleted)
                {
                    Volatile.Write(ref _blockedSince, Math.Max(1, _clock.GetTimestamp()));
                    _flush.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
                    return;
                }

                if (FinishFlush()) return;
            }
        }
        catch (Exception exception) when (IsBrokenTransport(exception))
        {
            // The transport is gone; whoever reads from it hears the same and ends the connection.
            _outbox.End();
        }
    }

    private static bool IsBrokenTransport(Exception exception) =>
        exception is InvalidOperationException or IOException or ObjectDisposedException or OperationCanceledException;

    private void Resume()
    {
        Volatile.Write(ref _blockedSince, 0);
        try
        {
            if (FinishFlush()) return;
        }
        catch (Exception exception) when (IsBrokenTransport(exception))
        {
            _outbox.End();
            return;
        }

        Run();
    }

    private bool FinishFlush()
    {
        var flushed = _flush.GetAwaiter().GetResult();
        if (flushed is { IsCompleted: false, IsCanceled: false }) return false;
        _outbox.End();
        return true;
    }

    /// <summary>Copies what waits, up to a bound, into the transport; false when nothing is left to write.</summary>
    private bool TakeBatch()
    {
        var frames = ArrayPool<Frame>.Shared.Rent(MaxFlushFrames);
        var count = 0;
        try
        {
            count = _outbox.TakeFrames(frames);
            if (count == 0) return false;
            Write(frames.AsSpan(0, count));
            _metrics.Delivered(count);
            return true;
        }
        finally
        {
            // Only what was used: clearing the whole array would cost more than most deliveries.
            frames.AsSpan(0, count).Clear();
            ArrayPool<Frame>.Shared.Return(frames);
        }
    }

    private void Write(ReadOnlySpan<Frame> frames)
    {
        Span<byte> span = default;
        var used = 0;
        foreach (var frame in frames)
        {
            ReadOnlySpan<byte> rest = frame.Bytes;
            while (!rest.IsEmpty)
            {
                if (used == span.Length)
                {
                    if (used > 0) _output.Advance(used);
                    span = _output.GetSpan();
                    used = 0;
                }

                var part = Math.Min(rest.Length, span.Length - used);
                rest[..part].CopyTo(span[used..]);
                rest = rest[part..];
                used += part;
            }
        }

        if (used > 0) _output.Advance(used);
    }
}
