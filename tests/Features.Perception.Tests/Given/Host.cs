using System.Text;
using Carillon.Backends.Sqlite;
using Carillon.Core.Diagnostics;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Events;
using Carillon.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Perception.Tests.Given;

/// <summary>The feature over the real log in a real file, watching this very machine; everything it says is written down.</summary>
internal sealed class Host : IAsyncDisposable, ICommitObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CoreMetrics _metrics;
    private readonly SqliteStorage _storage;
    private readonly Lock _gate = new();
    private readonly List<(string Stream, Event Value)> _heard = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ownsFolders = true;
    private int _marks;

    private Host(string folder, string watched, TimeProvider clock, PerceptionOptions options)
    {
        Folder = folder;
        Watched = watched;
        Clock = clock;
        _metrics = new CoreMetrics(clock);
        _storage = new SqliteStorage(new SqliteOptions(folder) { Durability = Backends.Sqlite.Durability.Relaxed }, clock, new SequentialIds(), NullLogger<SqliteStorage>.Instance);
        Log = new EventLog(_storage, new SubscriptionIndex(), new EventLogOptions(), clock, _metrics, NullLogger<EventLog>.Instance);
        Log.Observe(this);
        Ports = new PerceptionPorts(Log, _storage, new SequentialIds(), clock);
        Perception = new PerceptionFeature(Ports, options, NullLoggerFactory.Instance);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Caller Owner => Caller.Dev;

    /// <summary>Nothing but what a test asks for is watched.</summary>
    public static PerceptionOptions Quiet { get; } = new()
    {
        Enabled = true,
        Processes = new ProcessWatchOptions { Enabled = false },
        System = new SystemWatchOptions { Enabled = false },
    };

    public string Folder { get; }

    /// <summary>A folder to watch.</summary>
    public string Watched { get; }

    public TimeProvider Clock { get; }

    public EventLog Log { get; }

    public PerceptionPorts Ports { get; }

    public PerceptionFeature Perception { get; }

    /// <summary>What the daemon stream said.</summary>
    public IReadOnlyList<Event> Said
    {
        get
        {
            lock (_gate) return [.. _heard.Where(heard => heard.Stream == "daemon").Select(heard => heard.Value)];
        }
    }

    /// <param name="options">Made for the folder to watch.</param>
    public static async Task<Host> StartAsync(Func<string, PerceptionOptions> options, TimeProvider? clock = null)
    {
        var folder = Directory.CreateTempSubdirectory("carillon-perception-").FullName;
        var watched = Directory.CreateTempSubdirectory("carillon-watched-").FullName;
        return await StartAsync(folder, watched, clock ?? TimeProvider.System, options);
    }

    public static FileWatchOptions Files(string folder) => new() { Folders = [folder], Debounce = TimeSpan.FromMilliseconds(250), Retry = TimeSpan.FromMilliseconds(200) };

    /// <summary>Stops in good order, or as a crash would, and starts again on the same file.</summary>
    public async Task<Host> RestartAsync(Func<string, PerceptionOptions> options, bool orderly = true)
    {
        _ownsFolders = false;
        await DisposeAsync(orderly);
        return await StartAsync(Folder, Watched, Clock, options);
    }

    /// <summary>The first event that is wanted, as soon as it is committed.</summary>
    public async Task<T> SaidAsync<T>(Func<T, bool> wanted)
        where T : Event
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                foreach (var (stream, value) in _heard)
                {
                    if (stream == "daemon" && value is T found && wanted(found)) return found;
                }

                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited for {typeof(T).Name} in vain; heard:\n{string.Join('\n', Said)}");
            }
        }
    }

    /// <summary>Makes sure that everything which was to be told of the watched folder so far was told: a mark was made after it.</summary>
    public async Task SettledAsync()
    {
        var mark = $"mark-{Interlocked.Increment(ref _marks)}";
        await File.WriteAllTextAsync(Path.Combine(Watched, mark), "", Cancel);
        await SaidAsync<DaemonFile>(file => file.Path.EndsWith(mark, StringComparison.Ordinal));
    }

    /// <summary>Writes a file until it is heard of: when a watcher has looked over what is there, or finds a folder again, is up to it.</summary>
    public async Task SeesAsync(string path)
    {
        var full = Path.Combine(Watched, path);
        var seen = SaidAsync<DaemonFile>(file => file.Path == full);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var i = 0; !seen.IsCompleted; i++)
        {
            await File.WriteAllTextAsync(full, $"{i}", Cancel);
            await pause.WaitForNextTickAsync(Cancel);
        }

        await seen;
    }

    /// <summary>What was told of files: kind and path from the watched folder on, with the old path when renamed; marks are left out.</summary>
    public IReadOnlyList<string> Changes =>
    [
        .. Said.OfType<DaemonFile>().Where(file => !file.Path.Contains("mark-", StringComparison.Ordinal)).Select(file =>
            $"{file.Kind} {Path.GetRelativePath(Watched, file.Path)}{(file.OldPath is { } old ? $" from {Path.GetRelativePath(Watched, old)}" : "")}{(file.Folder == true ? "/" : "")}"),
    ];

    public void OnCommitted(Entry entry)
    {
        if (!entry.TryDecode(out var value)) return;
        lock (_gate)
        {
            _heard.Add((entry.Stream.Name, value));
            var more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            more.SetResult();
        }
    }

    /// <summary>What is kept of the stream, type and data.</summary>
    public async Task<IReadOnlyList<string>> KeptAsync() =>
    [
        .. (await Log.ReadAsync(new StreamId("dev", "daemon"), 0, 1000, Cancel)).Select(entry => $"{entry.Type} {Encoding.UTF8.GetString(entry.Data.Span)}"),
    ];

    public ValueTask DisposeAsync() => new(DisposeAsync(orderly: true));

    private async Task DisposeAsync(bool orderly)
    {
        if (orderly) await Perception.StopAsync(CancellationToken.None);
        await Log.DisposeAsync();
        if (!orderly) await Perception.StopAsync(CancellationToken.None);
        await _storage.DisposeAsync();
        _metrics.Dispose();
        if (!_ownsFolders) return;
        Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(Watched)) Directory.Delete(Watched, recursive: true);
    }

    private static async Task<Host> StartAsync(string folder, string watched, TimeProvider clock, Func<string, PerceptionOptions> options)
    {
        var host = new Host(folder, watched, clock, options(watched));
        await host.Log.StartAsync(Cancel);
        await host.Perception.StartAsync(Cancel);
        return host;
    }
}
