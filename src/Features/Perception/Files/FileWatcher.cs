using System.Globalization;
using Carillon.Features.Perception.Recording;

namespace Carillon.Features.Perception.Files;

/// <summary>Watches files below folders. One thread hears and keeps what changed; this one tells what has been quiet for a moment.</summary>
internal sealed class FileWatcher(FileWatchOptions options, TimeProvider clock) : IWatcher
{
    // The two halves of a move come together, or as good as.
    private const int MovePatience = 10;

    // So much may have come to be due at once that telling it one by one would take longer.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(20);

    private readonly PendingChanges _pending = new(options);
    private readonly Lock _gate = new();
    private Counts _counts = new(0, 0, 0, 0, 0, []);

    public string Id => WatcherNames.Files;

    public IReadOnlyDictionary<string, string> Details
    {
        get
        {
            var counts = Current;
            var details = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["folders"] = Text(counts.Folders),
                ["files"] = Text(counts.Files),
                ["limit"] = Inotify.Limit("max_user_watches"),
            };
            if (counts.TooMany > 0) details["notWatched"] = Text(counts.TooMany);
            if (counts.Unreadable > 0) details["unreadable"] = Text(counts.Unreadable);
            if (counts.Overflows > 0) details["overflows"] = Text(counts.Overflows);
            if (counts.Missing.Count > 0) details["missing"] = string.Join(", ", counts.Missing);
            return details;
        }
    }

    private Counts Current
    {
        get
        {
            lock (_gate) return _counts;
        }
    }

    public async Task RunAsync(WatcherReport report, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) throw new WatcherException("Files can be watched on Linux only.");
        using var inotify = new Inotify();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var woken = ending.Token.Register(inotify.Wake);
        var hearing = Task.Factory.StartNew(
            () => Hear(inotify, ending.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var telling = TellAsync(report, ending.Token);
        var first = await Task.WhenAny(hearing, telling);
        await ending.CancelAsync();
        await Task.WhenAll(hearing, telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task TellAsync(WatcherReport report, CancellationToken cancellationToken)
    {
        while (true)
        {
            await ComplainAsync(report, cancellationToken);
            await WaitAsync(cancellationToken);
            foreach (var change in _pending.Take(clock.GetUtcNow())) await report.TellAsync(change, cancellationToken);
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (_pending.Due is not { } due)
        {
            // Without a change there may still be something to complain of, by and by.
            await _pending.Arrived.WaitAsync(options.Retry, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        var wait = due - clock.GetUtcNow();
        await Task.Delay(wait > ShortestWait ? wait : ShortestWait, clock, cancellationToken);
    }

    private async ValueTask ComplainAsync(WatcherReport report, CancellationToken cancellationToken)
    {
        if (Current.Complaint(options) is var (kind, problem)) await report.ComplainAsync(kind, problem, cancellationToken);
        else report.Resolve();
    }

    /// <summary>Runs on a thread of its own, as the kernel can only be waited for so.</summary>
    private void Hear(Inotify inotify, CancellationToken cancellationToken)
    {
        var tree = new FolderTree(inotify, options, change => _pending.Add(change, clock.GetUtcNow()));
        var missing = new List<string>();
        foreach (var root in Roots())
        {
            if (!tree.AddRoot(root)) missing.Add(root);
        }

        var records = new List<InotifyRecord>();
        var overflows = 0;
        var looked = clock.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            Note(tree, overflows, missing);
            inotify.Read(records, Patience(tree, missing));
            if (records.Count == 0) tree.Settle();
            if (missing.Count > 0 && clock.GetElapsedTime(looked) >= options.Retry)
            {
                missing.RemoveAll(tree.AddRoot);
                looked = clock.GetTimestamp();
            }

            foreach (var record in records)
            {
                if (record.Mask.HasFlag(InotifyMask.Overflow))
                {
                    overflows++;
                    tree.LookAgain();
                }
                else if (tree.Take(record) is { } gone && !missing.Contains(gone))
                {
                    missing.Add(gone);
                }
            }
        }
    }

    private int Patience(FolderTree tree, List<string> missing) =>
        tree.HasMoves ? MovePatience : missing.Count > 0 ? (int)options.Retry.TotalMilliseconds : Timeout.Infinite;

    /// <summary>A folder below another watched one is watched with it.</summary>
    private List<string> Roots()
    {
        var all = options.Folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).Distinct(StringComparer.Ordinal).ToList();
        return [.. all.Where(folder => !all.Exists(other => other != folder && folder.StartsWith(other.TrimEnd('/') + '/', StringComparison.Ordinal)))];
    }

    private void Note(FolderTree tree, int overflows, List<string> missing)
    {
        var counts = new Counts(tree.Watched, tree.Files, tree.TooMany, tree.Unreadable, overflows, [.. missing]);
        lock (_gate) _counts = counts;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Counts(int Folders, int Files, int TooMany, int Unreadable, int Overflows, IReadOnlyList<string> Missing)
    {
        public (string Kind, string Problem)? Complaint(FileWatchOptions options) => this switch
        {
            { Missing.Count: > 0 } => ($"missing {Missing.Count}", $"Not there, and looked for again: {string.Join(", ", Missing)}"),
            { TooMany: > 0 } => ("limit", $"{TooMany} folders are not watched: {Folders} are, the settings allow {options.MaxFolders} and the system "
                + $"{Inotify.Limit("max_user_watches")} (fs.inotify.max_user_watches) for all programs of this user together."),
            { Overflows: > 0 } => ("overflow", $"{Overflows} times more changed at once than the system keeps "
                + $"(fs.inotify.max_queued_events = {Inotify.Limit("max_queued_events")}): what was created and deleted was found by looking, some modifications are missing."),
            { Unreadable: > 0 } => ("unreadable", $"{Unreadable} folders may not be read."),
            _ => null,
        };
    }
}
