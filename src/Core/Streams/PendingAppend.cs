namespace Carillon.Core.Streams;

/// <summary>An append that waits for its commit.</summary>
internal sealed class PendingAppend(Append append)
{
    private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AppendResult? _result;
    private Exception? _refusal;

    public Append Append { get; } = append;

    public Task<AppendResult> Done => _done.Task;

    /// <summary>What it will return once its batch is committed.</summary>
    public void Stage(AppendResult result) => _result = result;

    /// <summary>It alone fails; the rest of its batch goes on.</summary>
    public void Refuse(Exception refusal) => _refusal = refusal;

    public void Complete()
    {
        if (_refusal is not null) _done.SetException(_refusal);
        else _done.SetResult(_result!);
    }

    public void Fail(Exception exception) => _done.SetException(_refusal ?? exception);
}
