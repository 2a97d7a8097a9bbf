namespace Carillon.Core.Connections;

/// <summary>
/// What one peer has under way. Its requests begin in the order they came and end as they may, so that one that waits holds up
/// nobody; how many run at once, and how large they may be together, is bounded. Called by whoever reads from the peer, one call at a time.
/// </summary>
/// <param name="maxCount">How many may run at once.</param>
/// <param name="maxBytes">How large their messages may be together; one that is alone may be larger.</param>
public sealed class RunningRequests(int maxCount, long maxBytes) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private List<(Task Task, int Bytes)>? _running;
    private int _parked;
    private bool _over;

    /// <summary>Signalled when the peer is gone: what is under way shall end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Takes in a request that has begun.</summary>
    /// <param name="task">Its end; it never fails.</param>
    /// <param name="bytes">The size of its message.</param>
    public void Add(Task task, int bytes)
    {
        if (!task.IsCompleted) (_running ??= []).Add((task, bytes));
    }

    /// <summary>Waits until a request of this size may begin. Whoever waits here does not read from the peer meanwhile.</summary>
    public async ValueTask MakeRoomAsync(int bytes, CancellationToken cancellationToken)
    {
        while (_running is not null)
        {
            _running.RemoveAll(running => running.Task.IsCompleted);
            if (_running.Count == 0) _running = null;
            else if (HasRoomFor(bytes)) return;
            else await Task.WhenAny(_running.Select(running => running.Task)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Takes a place for a request that waits for people or agents: it no longer counts as one of those that run, so that whatever
    /// would end its wait is still read. Disposing what is returned gives the place back.
    /// </summary>
    /// <param name="places">How many may wait at once.</param>
    /// <returns>Null when no place is free.</returns>
    public IDisposable? TryPark(int places)
    {
        if (Interlocked.Increment(ref _parked) <= places) return new ParkedRequest(this);
        Interlocked.Decrement(ref _parked);
        return null;
    }

    /// <summary>Ends what is under way and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_over) return;
        _over = true;
        await _ending.CancelAsync();
        if (_running is not null) await Task.WhenAll(_running.Select(running => running.Task));
        _ending.Dispose();
    }

    private bool HasRoomFor(int bytes) =>
        _running!.Count - Volatile.Read(ref _parked) < maxCount && _running.Sum(running => (long)running.Bytes) + bytes <= maxBytes;

    private sealed class ParkedRequest(RunningRequests requests) : IDisposable
    {
        private int _over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0) Interlocked.Decrement(ref requests._parked);
        }
    }
}
