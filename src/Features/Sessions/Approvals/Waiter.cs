using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>Someone in this process who waits for a decision, and is told of it only once it is committed.</summary>
internal sealed class Waiter(StoredApproval request)
{
    private readonly TaskCompletionSource<StoredApproval> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StoredApproval Request { get; } = request;

    public Task<StoredApproval> Decided => _decided.Task;

    public void Tell(StoredApproval decided) => _decided.TrySetResult(decided);
}
