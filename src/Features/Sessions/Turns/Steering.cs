namespace Carillon.Features.Sessions.Turns;

/// <summary>Words on their way to an agent that can only hear them as a new prompt.</summary>
internal sealed class Steer(string id, string content)
{
    private readonly TaskCompletionSource<bool> _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = id;

    public string Content { get; } = content;

    /// <summary>True once the agent has them, false when the turn ended first.</summary>
    public Task<bool> Delivered => _delivered.Task;

    public void Settle(bool delivered) => _delivered.TrySetResult(delivered);
}

/// <summary>The place where one steer waits for the prompt before it to end. Either the turn takes it, or the turn is over: never neither.</summary>
internal sealed class Steering
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Steer? _waiting;
    private bool _closed;

    /// <summary>Completes when a steer waits.</summary>
    public Task Arrived
    {
        get
        {
            lock (_lock) return _arrived.Task;
        }
    }

    /// <summary>False when the turn takes no more words.</summary>
    public bool TryPut(Steer steer)
    {
        lock (_lock)
        {
            if (_closed) return false;
            _waiting = steer;
            _arrived.SetResult();
            return true;
        }
    }

    /// <summary>The steer that waits; when none does, none will.</summary>
    public Steer? TakeOrClose()
    {
        lock (_lock)
        {
            var steer = _waiting;
            _waiting = null;
            if (steer is null) _closed = true;
            else _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return steer;
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _waiting?.Settle(false);
            _waiting = null;
        }
    }
}
