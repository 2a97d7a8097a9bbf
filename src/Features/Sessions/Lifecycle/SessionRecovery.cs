using Carillon.Core.Errors;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sessions.Lifecycle;

/// <summary>
/// Ends what a crash cut off, before anyone is let in: in one append for each session the running turn fails, what it had open ends,
/// what waited for an answer expires, and the session is inactive. Only sessions marked active are looked at.
/// </summary>
internal sealed partial class SessionRecovery(SessionsPorts ports, SessionStore store, ILogger logger)
{
    private const int PageSize = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await store.TenantsWithActiveAsync(cancellationToken))
        {
            foreach (var id in await store.ActiveAsync(tenant, cancellationToken)) await TryRecoverAsync(tenant, id, RecoverAsync, cancellationToken);
        }

        // What still waits then waited in sessions at rest: whoever asked is gone with the last start.
        foreach (var tenant in await store.TenantsWithPendingAsync(cancellationToken))
        {
            foreach (var waiting in (await store.PendingAsync(tenant, null, cancellationToken)).GroupBy(approval => approval.SessionId))
            {
                await TryRecoverAsync(tenant, waiting.Key, (_, _, token) => ExpireAsync(tenant, waiting, token), cancellationToken);
            }
        }
    }

    private async Task ExpireAsync(string tenant, IGrouping<string, StoredApproval> waiting, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(tenant, waiting.Key, cancellationToken) is not var (session, version))
        {
            Change[] left = [.. waiting.Select(approval => new DeleteDocument(SessionKeys.PendingApproval(tenant, approval.RequestId)))];
            await ports.Log.AppendAsync(new Append([]) { Changes = left }, cancellationToken);
            return;
        }

        var change = new SessionChange(tenant, session, version, ports.Now);
        foreach (var approval in waiting) ApprovalBroker.Record(tenant, change, ApprovalBroker.Unanswered(approval, PermissionOutcome.Expired));
        await ports.Log.AppendAsync(change.ToAppend(), cancellationToken);
    }

    private async Task TryRecoverAsync(string tenant, string id, Func<string, string, CancellationToken, Task> recover, CancellationToken cancellationToken)
    {
        try
        {
            await recover(tenant, id, cancellationToken);
            LogRecovered(id);
        }
        catch (CarillonException refused)
        {
            // The others can still be recovered; this one keeps its mark for the next start.
            LogNotRecovered(id, refused);
        }
    }

    private async Task RecoverAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(tenant, id, cancellationToken) is not var (session, version))
        {
            await ports.Log.AppendAsync(new Append([]) { Changes = [new DeleteDocument(SessionKeys.ActiveMark(tenant, id))] }, cancellationToken);
            return;
        }

        var change = new SessionChange(tenant, session, version, ports.Now);
        if (session.Turn is { } turn) await EndOpenPartsAsync(tenant, change, turn, cancellationToken);
        foreach (var pending in await store.PendingAsync(tenant, id, cancellationToken))
        {
            ApprovalBroker.Record(tenant, change, ApprovalBroker.Unanswered(pending, PermissionOutcome.Expired));
        }

        if (session.Turn is not null)
        {
            var duration = Math.Max(0, change.Now - session.Turn.StartedAt);
            change.Say(new TurnFailed(id, session.Turn.TurnId, TurnErrors.AgentDisconnected, TurnErrors.LostConnection, duration));
            change.Edit(record => record with { Turn = null, LastActivityAt = change.Now });
        }

        change.Reset(SessionState.Inactive, "recovered");
        await ports.Log.AppendAsync(change.ToAppend(), cancellationToken);
    }

    /// <summary>Reads the turn's own entries, from its start, for tool calls and reasoning that never ended.</summary>
    private async Task EndOpenPartsAsync(string tenant, SessionChange change, StoredTurn turn, CancellationToken cancellationToken)
    {
        var stream = StreamId.Session(tenant, change.After.Id);
        var after = await store.StartOfTurnAsync(tenant, change.After.Id, turn.TurnId, cancellationToken) ?? 0;
        var open = new OpenParts(change.After.Id, turn.TurnId);
        while (true)
        {
            var page = await ports.Log.ReadAsync(stream, after, PageSize, cancellationToken);
            foreach (var entry in page) open.Apply(entry);
            if (page.Count < PageSize) break;
            after = page[^1].Seq;
        }

        foreach (var value in open.End(change.Now)) change.Say(value);
    }

    [LoggerMessage(4230, LogLevel.Information, "Session {Session} was cut off by the last stop and is inactive now")]
    private partial void LogRecovered(string session);

    [LoggerMessage(4231, LogLevel.Warning, "Session {Session} could not be recovered")]
    private partial void LogNotRecovered(string session, Exception exception);
}
