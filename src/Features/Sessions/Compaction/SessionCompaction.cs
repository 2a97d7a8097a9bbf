using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Sessions.Access;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Compaction;

/// <summary>Shortens sessions. Which messages a fresh agent is given is part of the session's record, so that it holds after a restart as well.</summary>
internal sealed class SessionCompaction(LiveSessions sessions, SessionStore store, SessionTurns turns, IRuns runs, IHooks hooks) : ICompaction
{
    private const string Command = "compact";

    /// <inheritdoc/>
    public async ValueTask<CompactionOutcome> CompactAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        SessionPermissions.Demand(caller, SessionAction.Write);
        using var lease = sessions.Rent(caller.TenantId, sessionId);
        var session = lease.Session;
        var (record, _) = await store.GetAsync(session.Tenant, session.Id, cancellationToken);
        if (record.Archived) throw new CarillonException(ErrorCode.SessionArchived, "The session is archived.");
        await new SessionHooks(session, hooks).BeforeCompactionAsync("request", cancellationToken);
        return session.Agent.Offers(Command)
            ? await AskAgentAsync(caller, session, record, cancellationToken)
            : await StartAfreshAsync(session, cancellationToken);
    }

    /// <summary>The agent's own command is a prompt like any other, and what it says of its context is the measure.</summary>
    private async Task<CompactionOutcome> AskAgentAsync(
        Caller caller, LiveSession session, StoredSession record, CancellationToken cancellationToken)
    {
        var messages = await MessagesAsync(session, record, cancellationToken);
        var saidBefore = session.Agent.ContextTokens;
        var turnId = await turns.RunAsync(caller, session.Id, new TurnDraft($"/{Command}"), cancellationToken);
        var run = await runs.WaitAsync(caller, turnId, cancellationToken);
        if (run.Status != RunStatus.Completed) throw new CarillonException(ErrorCode.AgentFailed, "The agent did not shorten its conversation.");

        var saidAfter = session.Agent.ContextTokens;
        var isSaid = saidBefore is not null && saidAfter is not null;
        var before = isSaid ? saidBefore!.Value : Kept.TokensOf(messages);
        var after = isSaid ? saidAfter!.Value : TokenEstimate.Of(run.Output ?? "");
        await session.ChangeAsync(
            change => change.Say(new SessionCompacted(session.Id, before, after, change.After.ShownKey(), isSaid ? null : true)), cancellationToken);
        return new CompactionOutcome(true, messages.Count, 0, before, after, !isSaid);
    }

    private async Task<CompactionOutcome> StartAfreshAsync(LiveSession session, CancellationToken cancellationToken)
    {
        using var passage = await session.Turnstile.EnterAsync(cancellationToken);
        var (record, _) = await store.GetAsync(session.Tenant, session.Id, cancellationToken);
        if (session.Turn is not null || record.Turn is not null) throw new CarillonException(ErrorCode.TurnInProgress, "A turn runs in this session.");

        var messages = await MessagesAsync(session, record, cancellationToken);
        var kept = Kept.Of(messages);
        var (before, after) = (Kept.TokensOf(messages), Kept.TokensOf(kept));
        if (kept.Count == messages.Count) return new CompactionOutcome(false, messages.Count, kept.Count, before, after, true);

        await session.WakeAsync();
        await AgentRest.DeactivateAsync(session, "compacted");
        await session.CommitAsync(change =>
        {
            change.Say(new SessionCompacted(session.Id, before, after, change.After.ShownKey(), true));
            change.Edit(edited => edited with { KeptFrom = kept[0].Seq });
        });
        return new CompactionOutcome(true, messages.Count, kept.Count, before, after, true);
    }

    private async Task<IReadOnlyList<HistoryItem>> MessagesAsync(LiveSession session, StoredSession record, CancellationToken cancellationToken) =>
        await store.AllMessagesAsync(session.Tenant, session.Id, record.KeptFrom - 1 ?? 0, cancellationToken);
}
