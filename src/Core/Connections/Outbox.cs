using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using Carillon.Core.Diagnostics;

namespace Carillon.Core.Connections;

/// <summary>
/// The byte-bounded queue in front of one connection, and its only writer: whatever waits goes out in one flush, and a peer
/// that does not read makes nobody else wait. While nothing waits it holds no task and no buffer.
/// </summary>
internal sealed class Outbox : IThreadPoolWorkItem
{
    // One flush takes about as much as the socket does; more would only move the queue into the transport's pipe.
    private const int MaxFlushBytes = 64 * 1024;
    private const int MaxFlushFrames = 512;

    private readonly PipeWriter _output;
    private readonly LagPolicy _policy;
    private readonly TimeProvider _clock;
    private readonly CoreMetrics _metrics;
    private readonly OutboxQueue _queue = new();
    private readonly Action _resume;
    private ValueTask<FlushResult> _flush;
    private List<TaskCompletionSource>? _waiters;
    private Action<CloseReason>? _onEnd;
    private CloseReason? _closing;
    private Frame? _lastWords;
    private Exception? _failure;
    private long _blockedSince;
    private bool _active;
    private bool _promised;
    private bool _ended;

    public Outbox(PipeWriter output, Framing framing, LagPolicy policy, TimeProvider clock, CoreMetrics metrics)
    {
        _output = output;
        _policy = policy;
        _clock = clock;
        _metrics = metrics;
        _resume = Resume;
        Framing = framing;
    }

    /// <summary>Guards the queue and the state of every delivery of this connection.</summary>
    public Lock Gate { get; } = new();

    public Framing Framing { get; }

    public long WaitingBytes => _queue.Bytes;

    /// <summary>What broke while the connection was fed.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Called once, when nothing more goes out: all was said, the peer is gone, or it was cut off.</summary>
    public void OnEnd(Action<CloseReason> onEnd) => _onEnd = onEnd;

    /// <summary>Queues an answer. It has no bound of its own: a peer that does not take its answers is not read from.</summary>
    public void Send(Frame frame)
    {
        lock (Gate)
        {
            if (_closing is not null || _ended || frame.Length == 0) return;
            _queue.Enqueue(new OutboxItem(frame));
        }

        Schedule();
    }

    /// <summary>Queues an entry's bytes; the caller holds <see cref="Gate"/> and wakes the outbox when its batch is complete.</summary>
    /// <param name="wake">True when nobody is about to write: the caller has to call <see cref="Schedule"/>.</param>
    public Acceptance Offer(in OutboxItem item, out bool wake)
    {
        wake = false;
        if (_closing is not null || _ended) return Acceptance.Closed;
        if (item.Frame.Length == 0) return Acceptance.Taken;
        if (!Fits(item.Frame) && Relieve(item) is { } refused) return refused;

        // A write that runs takes this along. A promise that nobody keeps would leave every later entry waiting.
        wake = !_active && !_promised;
        _promised |= wake;
        _queue.Enqueue(item);
        return Acceptance.Taken;
    }

    /// <summary>Whether a page of history may go on being queued; the caller holds <see cref="Gate"/>.</summary>
    public bool HasRoomForHistory => !IsHalfFull;

    /// <summary>
    /// Queues what the ladder must not refuse: history, handed over at the reader's own pace, and announcements of gaps.
    /// The caller holds <see cref="Gate"/> and calls <see cref="Schedule"/> afterwards, or is followed by one who does.
    /// </summary>
    public void Force(in OutboxItem item)
    {
        if (_closing is null && !_ended && item.Frame.Length > 0) _queue.Enqueue(item);
    }

    /// <summary>Sees to it that what waits goes out.</summary>
    public void Schedule()
    {
        if (TryActivate()) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>True when nobody writes yet: the caller has to see to it that <see cref="Pump"/> runs, once and soon.</summary>
    public bool TryActivate()
    {
        lock (Gate)
        {
            _promised = false;
            if (_active || _ended) return false;
            return _active = true;
        }
    }

    void IThreadPoolWorkItem.Execute() => Pump();

    /// <summary>Completes when at most half of the bound waits.</summary>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (Gate)
        {
            if (_ended || !IsHalfFull) return Task.CompletedTask;
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiters ??= []).Add(waiter);
        }

        return waiter.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes nothing more, sends what waits and then the last words.</summary>
    public void Close(CloseReason reason, Frame? lastWords)
    {
        lock (Gate)
        {
            if (_closing is not null || _ended) return;
            _closing = reason;
            _lastWords = lastWords;
        }

        Schedule();
    }

    /// <summary>Ends the connection because something of ours broke while it was fed; whoever runs the connection logs what.</summary>
    public void Fail(Exception failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        Close(CloseReason.Fault, LastWords.Of(CloseReason.Fault, Framing));
    }

    /// <summary>Drops what waits; the transport is gone or shall go.</summary>
    public void Abort(CloseReason reason)
    {
        lock (Gate) _closing ??= reason;
        End();
    }

    /// <summary>Whether the peer has taken nothing for longer than its dialect allows.</summary>
    public bool IsStalled()
    {
        var since = Volatile.Read(ref _blockedSince);
        return since != 0 && _clock.GetElapsedTime(since) > _policy.StallTimeout;
    }

    private bool IsHalfFull => _queue.Bytes > _policy.MaxBytes / 2 || _queue.Count > _policy.MaxMessages / 2;

    private bool Fits(Frame frame) =>
        _queue.Count == 0 || (_queue.Bytes + frame.Length <= _policy.MaxBytes && _queue.Count < _policy.MaxMessages);

    /// <summary>The ladder of a slow reader; null when there is room now.</summary>
    private Acceptance? Relieve(in OutboxItem item)
    {
        if (_policy.JoinPieces)
        {
            _metrics.Joined(LagRelief.JoinPieces(_queue, Framing));
            if (Fits(item.Frame)) return null;
        }

        if (_policy.DropEphemerals)
        {
            _metrics.Dropped(LagRelief.DropEphemerals(_queue, Framing));
            if (Fits(item.Frame)) return null;
        }

        if (_policy.CatchUp)
        {
            _metrics.Lagged();
            return Acceptance.FellBehind;
        }

        _closing = _policy.TooSlow;
        _lastWords = LastWords.Of(_policy.TooSlow, Framing);
        return Acceptance.Closed;
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "The flush is consumed once, here or in Resume; a state machine would cost an allocation each time a peer blocks.")]
    public void Pump()
    {
        try
        {
            while (TakeBatch())
            {
                _flush = _output.FlushAsync();
                if (!_flush.IsCompleted)
                {
                    Volatile.Write(ref _blockedSince, Math.Max(1, _clock.GetTimestamp()));
                    _flush.GetAwaiter().UnsafeOnCompleted(_resume);
                    return;
                }

                if (FinishFlush()) return;
            }
        }
        catch (Exception exception) when (IsBrokenTransport(exception))
        {
            // The transport is gone; whoever reads from it hears the same and ends the connection.
            End();
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
            End();
            return;
        }

        Pump();
    }

    private bool FinishFlush()
    {
        var flushed = _flush.GetAwaiter().GetResult();
        if (flushed is { IsCompleted: false, IsCanceled: false }) return false;
        End();
        return true;
    }

    /// <summary>Copies what waits, up to a bound, into the transport; false when nothing is left to write.</summary>
    private bool TakeBatch()
    {
        var frames = ArrayPool<Frame>.Shared.Rent(MaxFlushFrames);
        var count = 0;
        try
        {
            count = TakeFrames(frames);
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

    private int TakeFrames(Frame[] frames)
    {
        var end = false;
        List<TaskCompletionSource>? released = null;
        var count = 0;
        lock (Gate)
        {
            if (_ended) return 0;
            for (var bytes = 0; count < MaxFlushFrames && _queue.Count > 0; count++)
            {
                if (count > 0 && bytes + _queue.PeekFrame().Length > MaxFlushBytes) break;
                frames[count] = _queue.DequeueFrame();
                bytes += frames[count].Length;
            }

            if (count == 0 && _lastWords is { } words)
            {
                frames[count++] = words;
                _lastWords = null;
            }

            if (count == 0)
            {
                _active = false;
                _queue.TrimEmpty();
                end = _closing is not null;
            }

            if (_waiters is not null && !IsHalfFull) (released, _waiters) = (_waiters, null);
        }

        Release(released);
        if (end) End();
        return count;
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

    private void End()
    {
        List<TaskCompletionSource>? released;
        CloseReason reason;
        lock (Gate)
        {
            if (_ended) return;
            _ended = true;
            _active = false;
            _queue.Clear();
            (released, _waiters) = (_waiters, null);
            reason = _closing ??= CloseReason.Normal;
        }

        Release(released);
        _onEnd?.Invoke(reason);
    }

    private static void Release(List<TaskCompletionSource>? waiters)
    {
        foreach (var waiter in waiters ?? []) waiter.TrySetResult();
    }
}
