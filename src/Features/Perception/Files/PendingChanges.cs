using Carillon.Events;

namespace Carillon.Features.Perception.Files;

/// <summary>
/// Changes that wait until their path is quiet, joined into one a path; and, when there are too many, no more than their number.
/// Filled by the thread that hears, emptied by the one that tells.
/// </summary>
internal sealed class PendingChanges(FileWatchOptions options)
{
    // However busy a file is, its changes are told at least so often.
    private const int LongestWait = 10;

    // Beyond so many paths at once changes are counted only.
    private const int MostPaths = 2000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Surplus? _surplus;
    private DateTimeOffset _second;
    private int _toldThisSecond;
    private long _order;

    /// <summary>Completes once something waits.</summary>
    public Task Arrived
    {
        get
        {
            lock (_gate) return _arrived.Task;
        }
    }

    /// <summary>When the next change is to be told; null when nothing waits.</summary>
    public DateTimeOffset? Due
    {
        get
        {
            lock (_gate)
            {
                var due = _surplus?.Due;
                foreach (var pending in _pending.Values)
                {
                    if (due is null || DueOf(pending) < due) due = DueOf(pending);
                }

                return due;
            }
        }
    }

    public void Add(FileChange change, DateTimeOffset at)
    {
        lock (_gate)
        {
            Join(change, at);
            _arrived.TrySetResult();
        }
    }

    /// <summary>What is to be told by now, in the order in which it began.</summary>
    public IReadOnlyList<DaemonFile> Take(DateTimeOffset now)
    {
        lock (_gate)
        {
            var told = new List<DaemonFile>();
            if (now - _second >= Second)
            {
                _second = now;
                _toldThisSecond = 0;
            }

            foreach (var pending in _pending.Values.Where(pending => DueOf(pending) <= now).OrderBy(pending => pending.Order).ToList())
            {
                _pending.Remove(pending.Path);
                if (_toldThisSecond < options.MaxEventsPerSecond)
                {
                    _toldThisSecond++;
                    told.Add(EventOf(pending));
                }
                else
                {
                    Count(pending.Path, pending.Changes, now);
                }
            }

            if (_surplus is { } surplus && surplus.Due <= now)
            {
                told.Add(new DaemonFile("coalesced", surplus.Folder, Count: surplus.Changes));
                _surplus = null;
            }

            if (_pending.Count == 0 && _surplus is null && _arrived.Task.IsCompleted)
                _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return told;
        }
    }

    private void Join(FileChange change, DateTimeOffset at)
    {
        var before = _pending.GetValueOrDefault(change.Path);
        if (change.Kind == FileChangeKind.Renamed) JoinRename(change, at);
        else if (before is not null) JoinTo(before, change, at);
        else if (_pending.Count >= MostPaths) Count(change.Path, 1, at);
        else Put(change.Path, change.Kind, null, change.IsFolder, at);
    }

    private void JoinTo(Pending before, FileChange change, DateTimeOffset at)
    {
        before.Last = at;
        before.Changes++;
        switch (before.Kind, change.Kind)
        {
            case (FileChangeKind.Created, FileChangeKind.Deleted):
                // It came and went: nobody needs to hear of it.
                _pending.Remove(before.Path);
                break;
            case (FileChangeKind.Renamed, FileChangeKind.Deleted):
                _pending.Remove(before.Path);
                Put(before.OldPath!, FileChangeKind.Deleted, null, before.IsFolder, at);
                break;
            case (_, FileChangeKind.Deleted):
                before.Kind = FileChangeKind.Deleted;
                break;
            case (FileChangeKind.Deleted, FileChangeKind.Created):
                before.Kind = FileChangeKind.Modified;
                break;
        }
    }

    /// <summary>A file that was just made and takes another's place is how editors save: the other was modified.</summary>
    private void JoinRename(FileChange change, DateTimeOffset at)
    {
        _pending.Remove(change.OldPath!, out var source);
        _pending.Remove(change.Path, out var target);
        var existed = change.Replaced || target is { Kind: FileChangeKind.Deleted };
        switch (source)
        {
            case { Kind: FileChangeKind.Created }:
                var isNew = !existed || target is { Kind: FileChangeKind.Created };
                Put(change.Path, isNew ? FileChangeKind.Created : FileChangeKind.Modified, null, change.IsFolder, at);
                break;
            case { Kind: FileChangeKind.Renamed, OldPath: var first } when first == change.Path:
                break;
            case { Kind: FileChangeKind.Renamed, OldPath: var first }:
                Put(change.Path, FileChangeKind.Renamed, first, change.IsFolder, at);
                break;
            default:
                if (_pending.Count >= MostPaths) Count(change.Path, 1, at);
                else Put(change.Path, FileChangeKind.Renamed, change.OldPath, change.IsFolder, at);
                break;
        }
    }

    private void Put(string path, FileChangeKind kind, string? oldPath, bool isFolder, DateTimeOffset at) =>
        _pending[path] = new Pending(path, oldPath, isFolder, at, _order++) { Kind = kind, Last = at };

    private DateTimeOffset DueOf(Pending pending)
    {
        var quiet = pending.Last + options.Debounce;
        var latest = pending.First + (options.Debounce * LongestWait);
        return quiet < latest ? quiet : latest;
    }

    private void Count(string path, int changes, DateTimeOffset now)
    {
        var folder = Path.GetDirectoryName(path) ?? "/";
        _surplus ??= new Surplus(folder, now + Second);
        while (folder != _surplus.Folder && !IsBelow(_surplus.Folder, folder)) _surplus.Folder = Path.GetDirectoryName(_surplus.Folder) ?? "/";
        _surplus.Changes += changes;
    }

    private static bool IsBelow(string folder, string path) => folder == "/" || path.StartsWith(folder + '/', StringComparison.Ordinal);

    private static DaemonFile EventOf(Pending pending)
    {
        var kind = pending.Kind switch
        {
            FileChangeKind.Created => "created",
            FileChangeKind.Deleted => "deleted",
            FileChangeKind.Renamed => "renamed",
            _ => "modified",
        };
        return new DaemonFile(kind, pending.Path, pending.OldPath, pending.Changes > 1 ? pending.Changes : null, pending.IsFolder ? true : null);
    }

    private sealed class Pending(string path, string? oldPath, bool isFolder, DateTimeOffset first, long order)
    {
        public string Path => path;

        public string? OldPath => oldPath;

        public bool IsFolder => isFolder;

        public DateTimeOffset First => first;

        public long Order => order;

        public FileChangeKind Kind { get; set; }

        public DateTimeOffset Last { get; set; }

        public int Changes { get; set; } = 1;
    }

    private sealed class Surplus(string folder, DateTimeOffset due)
    {
        public string Folder { get; set; } = folder;

        public DateTimeOffset Due => due;

        public int Changes { get; set; }
    }
}
