namespace Carillon.Features.Sessions.Turns;

/// <summary>How a turn ends.</summary>
internal abstract record TurnOutcome
{
    /// <summary>The agent finished.</summary>
    public sealed record Completed(string StopReason) : TurnOutcome;

    /// <summary>A person stopped it, or the agent itself gave up.</summary>
    /// <param name="By">Who; null for the agent.</param>
    public sealed record Cancelled(string? By) : TurnOutcome;

    /// <summary>It went wrong.</summary>
    /// <param name="KeepsAgent">The agent said so itself and can take another prompt.</param>
    public sealed record Failed(string Code, string Message, bool KeepsAgent = false) : TurnOutcome;

    /// <summary>The server stops under it.</summary>
    public sealed record CutOff : TurnOutcome;
}

/// <summary>The codes of a failed turn (seed: Diminuendo, turn_error).</summary>
internal static class TurnErrors
{
    public const string AgentError = "AGENT_ERROR";
    public const string AgentDisconnected = "AGENT_DISCONNECTED";
    public const string AgentTimeout = "AGENT_TIMEOUT";

    public const string LostConnection = "Lost connection to agent";
}
