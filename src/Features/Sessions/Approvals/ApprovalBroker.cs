using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Access;
using Carillon.Features.Sessions.Lifecycle;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>
/// Puts agents' requests before people and decides each exactly once. The document of an undecided request is the one thing that
/// makes it undecided: a decision, whoever makes it, is made inside the session's turnstile, where it finds that document or not,
/// and replaces it in the append that announces the decision. Only after that does the agent, or the one who answered, hear of it.
/// </summary>
internal sealed class ApprovalBroker(LiveSessions sessions, SessionStore store) : IApprovals
{
    /// <inheritdoc/>
    public async ValueTask<PermissionResolved> ResolveAsync(
        Caller caller, string sessionId, string requestId, PermissionKind kind, CancellationToken cancellationToken)
    {
        var decided = await DecideAsync(caller, sessionId, requestId, Choose, cancellationToken);
        return decided.Resolution!;

        StoredApproval Choose(StoredApproval pending)
        {
            var options = pending.Permission?.Options
                ?? throw new CarillonException(ErrorCode.NotFound, "This is a question; it takes answers, not a permission.");
            PermissionChoice.For(options, kind);
            var consent = PermissionChoice.IsConsent(kind);
            var outcome = consent ? PermissionOutcome.Allowed : PermissionOutcome.Denied;
            return pending with { Resolution = new PermissionResolved(sessionId, requestId, consent, outcome, kind, caller.UserId) };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<QuestionAnswered> AnswerAsync(
        Caller caller, string sessionId, string requestId, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken)
    {
        var decided = await DecideAsync(caller, sessionId, requestId, Answer, cancellationToken);
        return decided.Answer!;

        StoredApproval Answer(StoredApproval pending)
        {
            var questions = pending.Question?.Questions
                ?? throw new CarillonException(ErrorCode.NotFound, "This is a permission; it is allowed or refused, not answered.");
            if (answers.Count == 0) throw new CarillonException(ErrorCode.Invalid, "Give at least one answer.");
            var fitting = answers.ToDictionary(answer => answer.Key, answer => AnswerForm.Fit(Asked(questions, answer.Key), answer.Value));
            return pending with { Answer = new QuestionAnswered(sessionId, requestId, PermissionOutcome.Allowed, fitting, caller.UserId) };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Event>> PendingAsync(Caller caller, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        var pending = await store.PendingAsync(caller.TenantId, null, cancellationToken);
        return [.. pending.Select(approval => approval.Request)];
    }

    /// <summary>Cancels everything that a session waits for; for its agent must hear of that before it can stop.</summary>
    /// <param name="resumes">Whether the turn goes on.</param>
    public static async Task CancelAllAsync(LiveSession session, bool resumes)
    {
        using var passage = await session.Turnstile.EnterAsync(CancellationToken.None);
        if (session.Waiters.Count == 0) return;
        IReadOnlyList<StoredApproval> cancelled = [];
        await session.CommitAsync(change =>
        {
            cancelled = Cancel(session, change);
            if (resumes && change.After.Status == SessionState.Waiting) change.Move(SessionState.Running, "request_cancelled");
        });
        Tell(session, cancelled);
    }

    /// <summary>Puts the cancellation of all that a session waits for into a change; <see cref="Tell"/> follows its commit.</summary>
    public static IReadOnlyList<StoredApproval> Cancel(LiveSession session, SessionChange change)
    {
        List<StoredApproval> cancelled = [.. session.Waiters.Values.Select(waiter => Unanswered(waiter.Request, PermissionOutcome.Cancelled))];
        foreach (var approval in cancelled) Record(session.Tenant, change, approval);
        return cancelled;
    }

    /// <summary>Tells those who wait what was decided and committed; inside the turnstile.</summary>
    public static void Tell(LiveSession session, IReadOnlyList<StoredApproval> decided)
    {
        foreach (var approval in decided)
        {
            if (session.Waiters.Remove(approval.RequestId, out var waiter)) waiter.Tell(approval);
        }
    }

    /// <summary>A request that ends without an answer.</summary>
    public static StoredApproval Unanswered(StoredApproval pending, PermissionOutcome outcome) => pending.Permission is not null
        ? pending with { Resolution = new PermissionResolved(pending.SessionId, pending.RequestId, false, outcome) }
        : pending with { Answer = new QuestionAnswered(pending.SessionId, pending.RequestId, outcome) };

    /// <summary>Puts a decision into a change. Its document stays as long as its session: a second answer must be told that it is late.</summary>
    public static void Record(string tenant, SessionChange change, StoredApproval decided)
    {
        change.Say(decided.Decision!);
        change.Also(new DeleteDocument(SessionKeys.PendingApproval(tenant, decided.RequestId)));
        var key = SessionKeys.DecidedApproval(tenant, decided.SessionId, decided.RequestId);
        change.Also(SessionStore.Put(key, decided, StoredJson.Default.StoredApproval));
    }

    /// <summary>Decides a request that still waits, inside the turnstile, and tells the agent once that is committed.</summary>
    public static async Task CommitAsync(LiveSession session, StoredApproval decided, string reason)
    {
        await session.CommitAsync(change =>
        {
            Record(session.Tenant, change, decided);
            var isLast = session.Waiters.Keys.All(id => id == decided.RequestId);
            if (isLast && change.After.Status == SessionState.Waiting) change.Move(SessionState.Running, reason);
        });
        Tell(session, [decided]);
    }

    private static Question Asked(IReadOnlyList<Question> questions, string id) =>
        questions.FirstOrDefault(question => question.Id == id)
        ?? throw new CarillonException(ErrorCode.Invalid, $"There is no question '{id}' in this request.");

    private async Task<StoredApproval> DecideAsync(
        Caller caller, string sessionId, string requestId, Func<StoredApproval, StoredApproval> decide, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Write);
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        using var passage = await lease.Session.Turnstile.EnterAsync(cancellationToken);
        await store.GetAsync(caller.TenantId, sessionId, cancellationToken);

        var pending = await store.FindPendingAsync(caller.TenantId, requestId, cancellationToken);
        if (pending is null || pending.SessionId != sessionId)
        {
            throw await store.WasDecidedAsync(caller.TenantId, sessionId, requestId, cancellationToken)
                ? new CarillonException(ErrorCode.AlreadyResolved, "This request was already decided.")
                : new CarillonException(ErrorCode.NotFound, "There is no such request in this session.");
        }

        var decided = decide(pending);
        await CommitAsync(lease.Session, decided, "request_answered");
        return decided;
    }
}
