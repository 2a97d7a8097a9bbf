namespace Carillon.Features.Files.Tracking;

/// <summary>Which files may have changed since they were last looked at; when they are too many, all of them.</summary>
internal sealed class DirtyPaths(int most)
{
    private readonly Lock _gate = new();
    private HashSet<string> _paths = new(StringComparer.Ordinal);
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _all;
    private long _marks;

    /// <summary>Completes once something is dirty.</summary>
    public Task Arrived
    {
        get
        {
            lock (_gate) return _arrived.Task;
        }
    }

    /// <summary>Grows with every mark: as long as it does, files go on changing.</summary>
    public long Marks => Interlocked.Read(ref _marks);

    public void Mark(string path)
    {
        lock (_gate)
        {
            _marks++;
            _paths.Add(path);
            if (_paths.Count > most)
            {
                _paths.Clear();
                _all = true;
            }

            _arrived.TrySetResult();
        }
    }

    public void MarkAll()
    {
        lock (_gate)
        {
            _marks++;
            _all = true;
            _arrived.TrySetResult();
        }
    }

    /// <summary>Hands over what is dirty; from now on it is clean.</summary>
    /// <returns>The paths that were marked, and whether any other may have changed as well.</returns>
    public (IReadOnlySet<string> Paths, bool All) Take()
    {
        lock (_gate)
        {
            var taken = (_paths, _all);
            _paths = new HashSet<string>(StringComparer.Ordinal);
            _all = false;
            if (_arrived.Task.IsCompleted) _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }
}
