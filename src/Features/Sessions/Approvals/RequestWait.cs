using Carillon.Events;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>Waits for the decision of a request that was announced, for as long as it may wait.</summary>
internal sealed class RequestWait(LiveSession session, TimeProvider clock)
{
    /// <summary>Returns the decision; a cancelled wait withdraws the request first.</summary>
    public async Task<StoredApproval> UntilDecidedAsync(Waiter waiter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await waiter.Decided.WaitAsync(timeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return await GiveUpAsync(waiter, PermissionOutcome.Expired, "request_expired");
        }
        catch (OperationCanceledException)
        {
            await GiveUpAsync(waiter, PermissionOutcome.Cancelled, "request_cancelled");
            throw;
        }
    }

    /// <summary>Ends a request that nobody answered, unless someone did at the last moment: then that answer holds.</summary>
    private async Task<StoredApproval> GiveUpAsync(Waiter waiter, PermissionOutcome outcome, string reason)
    {
        try
        {
            // Whoever decides it stands in the turnstile, and may be about to wait for this very agent to end: so once it is
            // decided, there is nothing to go in for.
            using var passage = await session.Turnstile.EnterAsync(waiter.Settled);
            if (!waiter.Decided.IsCompleted)
                await ApprovalBroker.CommitAsync(session, ApprovalBroker.Unanswered(waiter.Request, outcome), reason);
        }
        catch (OperationCanceledException) when (waiter.Decided.IsCompleted)
        {
            // Someone was faster.
        }

        return await waiter.Decided;
    }
}
