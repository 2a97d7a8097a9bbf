namespace Carillon.Contracts.Hooks;

/// <summary>What people configured to happen when something happens (docs/hooks.md).</summary>
public interface IHooks
{
    /// <summary>Whether any hook waits for an event; spares putting a call together when none does.</summary>
    bool Hears(HookEvent happening);

    /// <summary>
    /// Runs the hooks of an event and waits for those that may have a say: interceptors one after the other, then resolvers until one
    /// has a value. Observers are started and not waited for. Never fails but by cancellation: an interceptor that fails has refused
    /// where the event can be refused.
    /// </summary>
    ValueTask<HookOutcome> RunAsync(HookCall call, CancellationToken cancellationToken);

    /// <summary>The same for an event that nobody waits for. Returns at once; what exceeds the bound of waiting calls is dropped and logged.</summary>
    void Tell(HookCall call);
}

/// <summary>What happened, for hooks. What does not belong to the event is null.</summary>
/// <param name="SessionId">Empty for what belongs to no session.</param>
public sealed record HookCall(HookEvent Happening, string Tenant, string SessionId)
{
    /// <summary>The running turn.</summary>
    public string? TurnId { get; init; }

    /// <summary>The session's agent type.</summary>
    public string? AgentType { get; init; }

    /// <summary>The workspace, absolute; where commands run.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The tool's kind: <c>read</c>, <c>edit</c>, <c>execute</c> …; matchers look at it.</summary>
    public string? ToolName { get; init; }

    /// <summary>The tool call's id, where it has one.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The tool's arguments, as a JSON text.</summary>
    public string? Arguments { get; init; }

    /// <summary>The file that it is about.</summary>
    public string? File { get; init; }

    /// <summary>What a person wrote, an agent asked, or a tool gave back.</summary>
    public string? Text { get; init; }

    /// <summary>Which way the event came about, such as <c>fs/write_text_file</c>, <c>steer</c> or <c>turn.failed</c>.</summary>
    public string? Source { get; init; }
}

/// <summary>What hooks had to say.</summary>
/// <param name="Hook">Which hook refused, or gave the value.</param>
/// <param name="Reason">Why it refused; null when it did not say.</param>
/// <param name="Value">What a resolver decided.</param>
/// <param name="Texts">To be put before the agent, in order.</param>
public sealed record HookOutcome(bool Blocked, string? Hook, string? Reason, string? Value, IReadOnlyList<string> Texts)
{
    /// <summary>Nothing to say.</summary>
    public static HookOutcome Pass { get; } = new(false, null, null, null, []);
}
