using Carillon.Contracts.Hooks;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Hooks;

/// <summary>Asks hooks on behalf of one session, and says in its stream what they refused.</summary>
internal sealed class SessionHooks(LiveSession session, IHooks hooks)
{
    /// <summary>What they add to a prompt or a steer; null for nothing. Errors: Blocked.</summary>
    public async Task<string?> BeforePromptAsync(string text, string source, CancellationToken cancellationToken)
    {
        if (!hooks.Hears(HookEvent.UserPromptSubmit)) return null;
        var outcome = await hooks.RunAsync(Call(HookEvent.UserPromptSubmit) with { Text = text, Source = source }, cancellationToken);
        if (outcome.Blocked)
        {
            // No turn of this prompt's own is there to say it in, and the session may be gone by now.
            await session.ChangeAsync(change => change.Say(Refusal(HookEvent.UserPromptSubmit, outcome, session.Turn?.Id, null)), cancellationToken);
            throw Refused(outcome);
        }

        return outcome.Texts.Count > 0 ? string.Join("\n\n", outcome.Texts) : null;
    }

    /// <summary>Before a session's history is shortened. Errors: Blocked.</summary>
    /// <param name="source">What wants it, such as <c>request</c> or <c>automatic</c>.</param>
    public async Task BeforeCompactionAsync(string source, CancellationToken cancellationToken)
    {
        if (!hooks.Hears(HookEvent.PreCompact)) return;
        var outcome = await hooks.RunAsync(Call(HookEvent.PreCompact) with { Source = source }, cancellationToken);
        if (!outcome.Blocked) return;
        await session.ChangeAsync(change => change.Say(Refusal(HookEvent.PreCompact, outcome, session.Turn?.Id, null)), cancellationToken);
        throw Refused(outcome);
    }

    /// <summary>Before something that an agent asks for in its turn; whoever asked hears of a refusal as an error.</summary>
    public async Task DemandAsync(Turn? turn, HookCall call, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(turn, call, cancellationToken);
        if (outcome.Blocked) throw Refused(outcome);
    }

    /// <summary>The same, but tells of a refusal instead of failing.</summary>
    public async Task<HookOutcome> AskAsync(Turn? turn, HookCall call, CancellationToken cancellationToken)
    {
        if (!hooks.Hears(call.Happening)) return HookOutcome.Pass;
        var outcome = await hooks.RunAsync(call, cancellationToken);
        if (outcome.Blocked && turn is not null) await turn.PublishAsync(Refusal(call.Happening, outcome, turn.Id, call), cancellationToken);
        return outcome;
    }

    /// <summary>For what nobody waits for.</summary>
    public void Tell(HookEvent happening, Func<HookCall, HookCall> describe)
    {
        if (hooks.Hears(happening)) hooks.Tell(describe(Call(happening)));
    }

    /// <summary>Waits for the hooks of something that cannot be refused.</summary>
    public async Task AttendAsync(HookEvent happening, CancellationToken cancellationToken)
    {
        if (hooks.Hears(happening)) await hooks.RunAsync(Call(happening), cancellationToken);
    }

    /// <summary>What is known of the session now.</summary>
    public HookCall Call(HookEvent happening) => new(happening, session.Tenant, session.Id)
    {
        TurnId = session.Turn?.Id,
        AgentType = session.Agent.Type,
        WorkingDirectory = session.Agent.Root,
    };

    private HookBlocked Refusal(HookEvent happening, HookOutcome outcome, string? turnId, HookCall? call) =>
        new(session.Id, outcome.Hook ?? "", happening.ToString(), outcome.Reason, turnId, call?.ToolName, call?.ToolCallId);

    private static CarillonException Refused(HookOutcome outcome) => new(
        ErrorCode.Blocked, outcome.Reason is { } reason ? $"The hook '{outcome.Hook}' refused this: {reason}" : $"The hook '{outcome.Hook}' refused this.");
}
