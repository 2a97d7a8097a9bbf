using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Compaction;

/// <summary>The first prompt of an agent process in a session that was shortened: the messages that were kept come before it.</summary>
internal sealed class FreshStart(LiveSession session, SessionStore store)
{
    /// <summary>What the agent is prompted with in the place of a turn's own prompt.</summary>
    public async Task<string> PromptAsync(Turn turn, CancellationToken cancellationToken)
    {
        var (record, _) = await store.GetAsync(session.Tenant, session.Id, cancellationToken);
        if (record.KeptFrom is not { } first) return turn.Prompt;
        var messages = await store.AllMessagesAsync(session.Tenant, session.Id, first - 1, cancellationToken);
        return Kept.Prime(Kept.Of([.. messages.Where(message => message.TurnId != turn.Id)]), turn.Prompt);
    }
}
