using System.Text.Json;
using System.Threading.Channels;
using Carillon.Core.Errors;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Perception.Deriving;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Perception.Recording;

/// <summary>
/// The one way into the daemon stream: takes what the watchers see in the order in which they saw it, lets the detectors derive what
/// follows, and commits both together with what must be remembered. Many observations share one commit.
/// </summary>
internal sealed partial class Chronicle(PerceptionPorts ports, StreamId stream, ILogger logger)
{
    private const int MaxWaiting = 1024;
    private const int MaxBatch = 256;
    private const string Collection = "perception";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(1);

    // Full means that watchers wait: what they see meanwhile they join together.
    private readonly Channel<Item> _waiting = Channel.CreateBounded<Item>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly List<NewEvent> _events = [];
    private readonly List<TaskCompletionSource> _told = [];
    private Task<bool>? _more;
    private Detection? _detection;
    private DateTimeOffset _savedAt;

    /// <summary>What was last told.</summary>
    public Remembered Remembered { get; private set; } = new();

    private DocumentKey Key => new(stream.Tenant, Collection, stream.Name);

    /// <summary>Reads what was told before. Called once, before anything else.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await ports.Documents.GetAsync(Key, cancellationToken);
        if (stored is not null) Remembered = JsonSerializer.Deserialize(stored.Json.Span, RememberedJson.Default.Remembered) ?? new Remembered();
    }

    /// <summary>Takes note of something. Waits while there is too much; nothing is taken once the end was said.</summary>
    public async ValueTask AddAsync(Event seen, bool isNews, CancellationToken cancellationToken)
    {
        try
        {
            await _waiting.Writer.WriteAsync(new Item(seen, ports.Clock.GetUtcNow(), isNews), cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The server stops; nobody hears of it any more.
        }
    }

    /// <summary>Takes note of something and returns once it is committed. Errors: ShuttingDown.</summary>
    public Task AnnounceAsync(Event said, CancellationToken cancellationToken) => WaitAsync(new Item(said, ports.Clock.GetUtcNow(), IsNews: true), cancellationToken);

    /// <summary>Derives by other rules from now on, going on from what was told.</summary>
    public Task UseAsync(Detection detection, CancellationToken cancellationToken) =>
        WaitAsync(new Item(null, ports.Clock.GetUtcNow(), IsNews: false) { Detection = detection }, cancellationToken);

    /// <summary>Takes nothing more; <see cref="RunAsync"/> ends when it has written what waits.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>Writes until the end is said and everything is written; when cancelled, what cannot be committed is given up.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await WaitForWorkAsync(cancellationToken))
            {
                var durable = TakeBatch();
                durable |= Take(_detection?.Pass(ports.Clock.GetUtcNow()) ?? []);
                await CommitAsync(durable, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What waits is given up.
        }
        catch (CarillonException refused) when (refused.Code == ErrorCode.ShuttingDown)
        {
            // The log went first.
        }
        finally
        {
            End();
            while (_waiting.Reader.TryRead(out var item)) item.Told?.TrySetException(Stopping());
            foreach (var told in _told) told.TrySetException(Stopping());
        }
    }

    private async Task WaitAsync(Item item, CancellationToken cancellationToken)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _waiting.Writer.WriteAsync(item with { Told = told }, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Stopping();
        }

        await told.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for something to take note of, or for time to change something; false at the end.</summary>
    private async Task<bool> WaitForWorkAsync(CancellationToken cancellationToken)
    {
        _more ??= _waiting.Reader.WaitToReadAsync(cancellationToken).AsTask();
        var due = _detection?.Due - ports.Clock.GetUtcNow();
        if (due <= TimeSpan.Zero) return true;
        try
        {
            var more = await _more.WaitAsync(due ?? Timeout.InfiniteTimeSpan, ports.Clock, cancellationToken);
            _more = null;
            return more;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    /// <summary>True when something of it must last.</summary>
    private bool TakeBatch()
    {
        var durable = false;
        for (var i = 0; i < MaxBatch && _waiting.Reader.TryRead(out var item); i++)
        {
            if (item.Told is { } told) _told.Add(told);
            if (item.Detection is { } detection)
            {
                Remembered = Remember();
                _detection = detection;
                detection.Recall(Remembered, item.At);
            }

            if (item.Seen is not { } seen) continue;
            Note(seen);
            if (item.IsNews) durable |= Take([seen]);
            durable |= Take(_detection?.Observe(seen, item.At) ?? []);
        }

        return durable;
    }

    private bool Take(IReadOnlyList<Event> found)
    {
        var durable = false;
        foreach (var item in found)
        {
            var said = NewEvent.Of(stream, item);
            durable |= said.Durable;
            _events.Add(said);
        }

        return durable;
    }

    /// <summary>Which watchers run and which are paused follows from what is said of them.</summary>
    private void Note(Event said) => Remembered = said switch
    {
        DaemonWatcherStarted started => Remembered with
        {
            Running = Remembered.Running.Add(started.Watcher),
            Paused = Remembered.Paused.Remove(started.Watcher),
        },
        DaemonWatcherStopped { Reason: "paused" } stopped => Remembered with
        {
            Running = Remembered.Running.Remove(stopped.Watcher),
            Paused = Remembered.Paused.Add(stopped.Watcher),
        },
        DaemonWatcherStopped stopped => Remembered with { Running = Remembered.Running.Remove(stopped.Watcher) },
        _ => Remembered,
    };

    private Remembered Remember() => _detection?.Remember(Remembered) ?? Remembered;

    private async Task CommitAsync(bool durable, CancellationToken cancellationToken)
    {
        var now = ports.Clock.GetUtcNow();
        var save = durable || (Remembered.Sessions.Length > 0 && now - _savedAt >= SaveInterval);
        if (save)
        {
            Remembered = Remember();
            _savedAt = now;
        }

        if (_events.Count > 0 || save)
        {
            Change[] changes = save ? [new PutDocument(Key, JsonSerializer.SerializeToUtf8Bytes(Remembered, RememberedJson.Default.Remembered))] : [];
            await AppendAsync(new Append([.. _events]) { Changes = changes }, cancellationToken);
        }

        _events.Clear();
        foreach (var told in _told) told.TrySetResult();
        _told.Clear();
    }

    /// <summary>What was derived is derived once: it is kept and tried again for as long as the log takes nothing.</summary>
    private async Task AppendAsync(Append append, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ports.Log.AppendAsync(append, cancellationToken);
                return;
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.StorageUnavailable)
            {
                LogNotWritten(refused);
                await Task.Delay(RetryDelay, ports.Clock, cancellationToken);
            }
        }
    }

    private static CarillonException Stopping() => new(ErrorCode.ShuttingDown, "The server is stopping.");

    private sealed record Item(Event? Seen, DateTimeOffset At, bool IsNews)
    {
        public Detection? Detection { get; init; }

        public TaskCompletionSource? Told { get; init; }
    }

    [LoggerMessage(4700, LogLevel.Warning, "What the watchers saw could not be written and is tried again")]
    private partial void LogNotWritten(Exception exception);
}
