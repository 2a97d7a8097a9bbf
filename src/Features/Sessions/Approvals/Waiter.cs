using System.Diagnostics.CodeAnalysis;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>Someone in this process who waits for a decision, and is told of it only once it is committed.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed class Waiter(StoredApproval request)
{
    private readonly CancellationTokenSource _settled = new();
    private readonly TaskCompletionSource<StoredApproval> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoredApproval Request { get; } = request;

    public Task<StoredApproval> Decided => _decided.Task;

    /// <summary>Cancelled once decided.</summary>
    public CancellationToken Settled => _settled.Token;

    public void Tell(StoredApproval decided)
    {
        _decided.TrySetResult(decided);
        _settled.Cancel();
    }
}
