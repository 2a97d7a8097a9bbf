using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Sessions.Access;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>Asks people on behalf of others than agents, through the same broker: such a request belongs to its session and to no turn.</summary>
internal sealed class PermissionDesk(LiveSessions sessions, SessionStore store, ApprovalBroker broker, SessionsPorts ports) : IPermissionDesk
{
    /// <inheritdoc/>
    public async ValueTask<PermissionResolved> AskAsync(Caller caller, string sessionId, DeskPermission asked, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Write);
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        await store.GetAsync(caller.TenantId, sessionId, cancellationToken);
        var session = lease.Session;
        var hooks = new SessionHooks(session, ports.Hooks);
        var permission = new PermissionRequested(
            sessionId, "", asked.RequestId, asked.ToolName, asked.Description, asked.Options, ports.Now + (long)asked.Timeout.TotalMilliseconds)
        {
            Command = asked.Command,
            RiskLevel = asked.RiskLevel,
            WorkingDirectory = asked.WorkingDirectory,
            AgentId = asked.AgentId,
        };
        var outcome = await hooks.AskAsync(null, Describe(hooks, asked), cancellationToken);
        var request = new StoredApproval(asked.RequestId, sessionId, "", ports.Now, permission);
        if (HookVerdict.Of(outcome, permission) is { } verdict) return await RecordAsync(session, request, verdict, outcome);

        var waiter = await AnnounceAsync(session, request, asked, cancellationToken);
        hooks.Tell(HookEvent.Notification, call => call with { Text = asked.Description, Source = "permission.requested" });
        var decided = await new RequestWait(session, ports.Clock).UntilDecidedAsync(waiter, asked.Timeout, cancellationToken);
        return decided.Resolution!;
    }

    /// <inheritdoc/>
    public async ValueTask<PermissionResolved> ChooseAsync(
        Caller caller, string requestId, string optionId, string? by, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Write);
        var found = await store.FindPendingAsync(caller.TenantId, requestId, cancellationToken)
            ?? throw new CarillonException(ErrorCode.NotFound, "There is no such request.");
        var decided = await broker.DecideAsync(caller, found.SessionId, requestId, Choose, cancellationToken);
        return decided.Resolution!;

        StoredApproval Choose(StoredApproval pending)
        {
            var option = pending.Permission?.Options.FirstOrDefault(option => option.OptionId == optionId)
                ?? throw new CarillonException(ErrorCode.Invalid, "The request has no such option.");
            var consent = PermissionChoice.IsConsent(option.Kind);
            var outcome = consent ? PermissionOutcome.Allowed : PermissionOutcome.Denied;
            return pending with
            {
                Resolution = new PermissionResolved(pending.SessionId, requestId, consent, outcome, option.Kind, by ?? caller.UserId, optionId),
            };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PendingPermission>> PendingAsync(Caller caller, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        var pending = await store.PendingAsync(caller.TenantId, null, cancellationToken);
        return [.. pending.Where(approval => approval.Permission is not null).Select(approval => new PendingPermission(approval.Permission!, approval.CreatedAt))];
    }

    /// <inheritdoc/>
    public async ValueTask<bool> IsRememberedAsync(Caller caller, string sessionId, string command, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Read);
        return await store.IsRememberedAsync(caller.TenantId, sessionId, command, cancellationToken);
    }

    private async Task<Waiter> AnnounceAsync(LiveSession session, StoredApproval request, DeskPermission asked, CancellationToken cancellationToken)
    {
        using var passage = await session.Turnstile.EnterAsync(cancellationToken);
        if (session.IsClosing) throw new CarillonException(ErrorCode.ShuttingDown, "The session is being closed.");
        var head = await ports.Log.GetHeadAsync(session.Stream, cancellationToken);
        var terms = new StoredTerms(asked.SessionOption, asked.OwnersOption, head);
        return await ApprovalBroker.AnnounceAsync(session, request with { Terms = terms }, _ => { });
    }

    private static async Task<PermissionResolved> RecordAsync(LiveSession session, StoredApproval request, PermissionResolved verdict, HookOutcome outcome)
    {
        await session.ChangeAsync(
            change =>
            {
                if (outcome.Blocked) change.Say(new HookBlocked(session.Id, outcome.Hook ?? "", nameof(HookEvent.PermissionRequest), outcome.Reason, ToolName: request.Permission!.ToolName));
                change.Say(request.Request);
                ApprovalBroker.Record(session.Tenant, change, request with { Resolution = verdict });
            },
            CancellationToken.None);
        return verdict;
    }

    private static HookCall Describe(SessionHooks hooks, DeskPermission asked) => hooks.Call(HookEvent.PermissionRequest) with
    {
        ToolName = asked.ToolName,
        Text = asked.Command ?? asked.Description,
        AgentType = asked.AgentId,
        Source = "exec.approval.request",
    };
}
