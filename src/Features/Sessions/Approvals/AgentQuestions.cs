using Carillon.Contracts.Agents;
using Carillon.Events;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>What a session's agent asks of people; each call waits for the decision.</summary>
internal sealed class AgentQuestions(LiveSession session, SessionsPorts ports, SessionsOptions options)
{
    /// <summary>Returns the id of the agent's own option; null when the request was cancelled, or refused and it has no option for that.</summary>
    public async Task<string?> AskPermissionAsync(Turn turn, AgentPermission asked, CancellationToken cancellationToken)
    {
        await turn.PublishAsync(() => turn.Transcript.BeforeRequest(asked.ToolCallId), cancellationToken);
        var request = NewRequest(turn);
        var patience = options.AnswerTimeout();
        var permission = new PermissionRequested(
            session.Id, turn.Id, request.RequestId, asked.ToolName, asked.Description, asked.Options, ExpiresAt(request, patience), asked.ToolCallId, asked.Command);
        var decided = await AskAsync(turn, request with { Permission = permission }, patience, cancellationToken);
        return decided?.Resolution switch
        {
            { Kind: { } kind } => PermissionChoice.For(asked.Options, kind),
            { Outcome: PermissionOutcome.Expired } => PermissionChoice.For(asked.Options, PermissionKind.RejectOnce),
            _ => null,
        };
    }

    /// <summary>Returns the answers, by question; null when the question expired or was cancelled.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> AskQuestionsAsync(
        Turn turn, IReadOnlyList<Question> questions, string? context, CancellationToken cancellationToken)
    {
        await turn.PublishAsync(() => turn.Transcript.BeforeRequest(null), cancellationToken);
        var request = NewRequest(turn);
        var patience = options.AnswerTimeout();
        var question = new QuestionRequested(session.Id, turn.Id, request.RequestId, questions, ExpiresAt(request, patience), context);
        var decided = await AskAsync(turn, request with { Question = question }, patience, cancellationToken);
        return decided?.Answer?.Answers;
    }

    private StoredApproval NewRequest(Turn turn) => new(ports.Ids.NewId(), session.Id, turn.Id, ports.Now);

    private static long ExpiresAt(StoredApproval request, TimeSpan patience) => request.CreatedAt + (long)patience.TotalMilliseconds;

    private async Task<StoredApproval?> AskAsync(Turn turn, StoredApproval request, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (await AnnounceAsync(turn, request, cancellationToken) is not { } waiter) return null;
        try
        {
            return await waiter.Decided.WaitAsync(patience, ports.Clock, cancellationToken);
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

    /// <summary>Commits the request; null when the turn is about to end and nobody shall be asked any more.</summary>
    private async Task<Waiter?> AnnounceAsync(Turn turn, StoredApproval request, CancellationToken cancellationToken)
    {
        using var passage = await session.Turnstile.EnterAsync(cancellationToken);
        if (session.Turn != turn || turn.EndRequested.IsCompleted) return null;
        await session.CommitAsync(change =>
        {
            change.Say(request.Request);
            var sortKey = SessionKeys.PendingSort(session.Id, request.CreatedAt, request.RequestId);
            var key = SessionKeys.PendingApproval(session.Tenant, request.RequestId);
            change.Also(SessionStore.Put(key, request, StoredJson.Default.StoredApproval, sortKey));
            if (change.After.Status == SessionState.Running)
                change.Move(SessionState.Waiting, request.Permission is null ? "question_requested" : "permission_requested");
        });

        var waiter = new Waiter(request);
        session.Waiters.Add(request.RequestId, waiter);
        return waiter;
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
