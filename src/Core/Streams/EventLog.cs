using System.Threading.Channels;
using Carillon.Core.Diagnostics;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Subscriptions;
using Microsoft.Extensions.Logging;

namespace Carillon.Core.Streams;

/// <summary>
/// The one writer: numbers appends, commits whatever has queued as one batch, and only then offers the entries, in commit
/// order, to observers, memory and subscribers.
/// </summary>
public sealed partial class EventLog : ILog, IAsyncDisposable
{
    // A few large appends may wait; without this bound a full queue of them would be gigabytes.
    private const int LargeAppend = 64 * 1024;
    private const int MaxLargeWaiting = 64;

    private readonly ILogStorage _storage;
    private readonly SubscriptionIndex _index;
    private readonly EventLogOptions _options;
    private readonly CoreMetrics _metrics;
    private readonly BatchBuilder _builder;
    private readonly ILogger<EventLog> _logger;
    private readonly Channel<PendingAppend> _queue;
    private readonly SemaphoreSlim _large = new(MaxLargeWaiting);
    private readonly DispatchBatch _dispatch = new();
    private IReadOnlyList<ICommitObserver> _observers = [];
    private long _durablePosition;
    private Task _writer = Task.CompletedTask;
    private StorageException? _failure;

    /// <summary>Assigns; <see cref="StartAsync"/> opens.</summary>
    public EventLog(
        ILogStorage storage, SubscriptionIndex index, EventLogOptions options, TimeProvider clock, CoreMetrics metrics, ILogger<EventLog> logger)
    {
        _storage = storage;
        _index = index;
        _options = options;
        _metrics = metrics;
        _logger = logger;
        Tail = new TailCache(options.TailBytes);
        Sequencer = new Sequencer(options.ReservationBlock, options.StreamsInMemory);
        _builder = new BatchBuilder(storage, Sequencer, clock);

        // Full means wait: a producer is slowed to the speed of the disk.
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
    }

    /// <inheritdoc/>
    public long Epoch { get; private set; }

    /// <inheritdoc/>
    public long DurablePosition => Volatile.Read(ref _durablePosition);

    /// <summary>Why the log takes no more writes; null while it does.</summary>
    public StorageException? Failure => Volatile.Read(ref _failure);

    internal TailCache Tail { get; }

    internal Sequencer Sequencer { get; }

    /// <summary>Adds state that follows the log; before <see cref="StartAsync"/> only.</summary>
    public void Observe(ICommitObserver observer) => _observers = [.. _observers, observer];

    /// <summary>Opens the storage and begins to take appends.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var opening = await _storage.OpenAsync(cancellationToken);
        Epoch = _builder.Epoch = opening.Epoch;
        _durablePosition = opening.LastPosition;
        Sequencer.StartAt(opening.LastPosition);
        Tail.StartAt(opening.LastPosition);
        _writer = Task.Run(WriteAsync, CancellationToken.None);
        LogOpened(opening.Epoch, opening.LastPosition);
    }

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken)
    {
        if (Failure is { } failure) throw Unavailable(failure);
        var bytes = Measure(append);
        var pending = new PendingAppend(append);
        var large = bytes > LargeAppend;
        if (large) await _large.WaitAsync(cancellationToken);
        try
        {
            try
            {
                await _queue.Writer.WriteAsync(pending, cancellationToken);
            }
            catch (ChannelClosedException)
            {
                throw new CarillonException(ErrorCode.ShuttingDown, "The server is stopping and takes no more events.");
            }

            return await pending.Done.WaitAsync(cancellationToken);
        }
        finally
        {
            if (large) _large.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> GetHeadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        if (Sequencer.TryGet(stream, out var state)) return state.Head;
        var stored = await _storage.FindStreamAsync(stream, cancellationToken);

        // The writer may have taken the stream up meanwhile; it knows more than what was just read.
        return Sequencer.TryGet(stream, out state) ? state.Head : Math.Max(stored?.LastSeq ?? 0, stored?.Reserved ?? 0);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> ReadAsync(StreamId stream, long after, int limit, CancellationToken cancellationToken) =>
        _storage.ReadAsync(stream, after, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(string tenant, long after, int limit, CancellationToken cancellationToken) =>
        _storage.ReadAllAsync(tenant, after, limit, cancellationToken);

    /// <summary>Takes no more appends, commits what waits, and gives back the numbers that were set aside and not used.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
        if (Failure is null && Sequencer.Unused() is { Count: > 0 } unused) await GiveBackAsync(unused);
    }

    internal ValueTask<long> FindPreviousAsync(StreamId stream, long seq, CancellationToken cancellationToken) =>
        _storage.FindPreviousAsync(stream, seq, cancellationToken);

    private static CarillonException Unavailable(StorageException failure) => new(
        ErrorCode.StorageUnavailable,
        failure.Fault == StorageFault.Full
            ? "The log's disk is full: nothing was stored. Free some space and try again."
            : "The log cannot be written: nothing was stored. The server's own log says why.",
        failure);

    private int Measure(Append append)
    {
        var bytes = 0;
        foreach (var item in append.Events)
        {
            bytes += item.Data.Length;
            if (item.Data.Length <= _options.MaxEventBytes) continue;
            throw new CarillonException(
                ErrorCode.TooLarge, $"The data of {item.Type} has {item.Data.Length} bytes; at most {_options.MaxEventBytes} are taken.");
        }

        return bytes;
    }

    private async Task WriteAsync()
    {
        var batch = new List<PendingAppend>(_options.MaxBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < _options.MaxBatch && _queue.Reader.TryRead(out var pending)) batch.Add(pending);
            await CommitAsync(batch);
            batch.Clear();
        }
    }

    private async Task CommitAsync(List<PendingAppend> batch)
    {
        try
        {
            if (Failure is { } failure) throw Unavailable(failure);
            var built = await _builder.BuildAsync(batch);
            await StoreAsync(built.Commit);
            Sequencer.Confirm();
            Publish(built);
            foreach (var pending in batch) pending.Complete();
        }
        catch (Exception exception)
        {
            // Whatever it was, the writer goes on and every producer of this batch hears of it.
            Sequencer.Revert();
            var told = exception is StorageException storage ? Fail(storage) : exception;
            if (told is not CarillonException) LogBatchFailed(told);
            foreach (var pending in batch) pending.Fail(told);
        }
    }

    private async ValueTask StoreAsync(CommitBatch commit)
    {
        if (commit.IsEmpty) return;
        var started = _metrics.Start();
        await _storage.CommitAsync(commit, CancellationToken.None);
        _metrics.Committed(commit.Entries.Count, started);
    }

    private async ValueTask GiveBackAsync(IReadOnlyList<Reservation> unused)
    {
        try
        {
            await _storage.CommitAsync(new CommitBatch([], unused, []), CancellationToken.None);
        }
        catch (StorageException exception)
        {
            // The next start leaves a hole where it need not: no reason to fail a stop.
            LogStorageFailed(exception.Fault, exception);
        }
    }

    private CarillonException Fail(StorageException exception)
    {
        // A full disk may be mended while we run. Anything else leaves it unknown what is on the disk, so writing stops for good.
        if (exception.Fault != StorageFault.Full) Volatile.Write(ref _failure, exception);
        LogStorageFailed(exception.Fault, exception);
        return Unavailable(exception);
    }

    private void Publish(BuiltBatch built)
    {
        foreach (var stream in built.Commit.DeletedUpTo.Keys) Tail.Forget(stream);
        foreach (var entry in built.Entries)
        {
            if (entry.Durable) Volatile.Write(ref _durablePosition, entry.Position);
            if (!IsDeleted(built.Commit, entry)) Tail.Add(entry);
            foreach (var observer in _observers) Tell(observer, entry);
            _index.Dispatch(entry, _dispatch);
        }

        _metrics.Appended(built.Entries.Count);
        _dispatch.Flush();
    }

    private static bool IsDeleted(CommitBatch commit, Entry entry) =>
        commit.DeletedUpTo.Count > 0 && commit.DeletedUpTo.TryGetValue(entry.Stream, out var upTo) && entry.Seq <= upTo;

    private void Tell(ICommitObserver observer, Entry entry)
    {
        try
        {
            observer.OnCommitted(entry);
        }
        catch (Exception exception)
        {
            // The entry is committed: whoever cannot take it must not keep it from everyone else.
            LogObserverFailed(observer.GetType().Name, entry.Stream, entry.Seq, exception);
        }
    }

    [LoggerMessage(1000, LogLevel.Information, "Log opened: epoch {Epoch}, position {Position}")]
    private partial void LogOpened(long epoch, long position);

    [LoggerMessage(1001, LogLevel.Error, "Storage failed: {Fault}")]
    private partial void LogStorageFailed(StorageFault fault, Exception exception);

    [LoggerMessage(1002, LogLevel.Error, "A batch of appends failed")]
    private partial void LogBatchFailed(Exception exception);

    [LoggerMessage(1003, LogLevel.Error, "{Observer} failed on entry {Seq} of {Stream}; what it keeps is no longer in step")]
    private partial void LogObserverFailed(string observer, StreamId stream, long seq, Exception exception);
}
