namespace Carillon.Core.Tests.Support;

/// <summary>Holds whoever comes to it until the test lets them pass.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first one stands before it.</summary>
    public Task Reached => _reached.Task;

    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }

    public void Open() => _opened.TrySetResult();

    /// <summary>Lets nobody pass.</summary>
    public void Break(Exception exception) => _opened.TrySetException(exception);
}
