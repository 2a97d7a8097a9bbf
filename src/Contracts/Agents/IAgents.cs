using Carillon.Contracts.Sandbox;

namespace Carillon.Contracts.Agents;

/// <summary>Starts agents: processes that speak the Agent Client Protocol on standard input and output.</summary>
public interface IAgents
{
    /// <summary>What can be used as a session's agent type now; the configuration may change it while the server runs.</summary>
    IReadOnlyList<AgentDefinition> Definitions { get; }

    /// <summary>
    /// Starts an agent in a workspace and completes its handshake (<c>initialize</c>, <c>session/new</c>).
    /// Errors: UnknownAgent; AgentFailed with what it last printed on standard error.
    /// </summary>
    ValueTask<IAgent> StartAsync(AgentStart start, CancellationToken cancellationToken);
}

/// <summary>One configured agent.</summary>
/// <param name="Name">The agent type that sessions name.</param>
/// <param name="Command">The executable.</param>
/// <param name="Environment">Added to a small inherited set; values may be secrets and are never shown.</param>
public sealed record AgentDefinition(
    string Name, string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment);

/// <summary>What an agent is started with.</summary>
/// <param name="Workspace">Where it works: its process is launched there, and its root is the agent's working directory.</param>
/// <param name="Client">Who serves the agent's own requests.</param>
public sealed record AgentStart(string AgentType, string SessionId, IWorkspace Workspace, IAgentClient Client);

/// <summary>A running agent. Dispose it to end its process and everything that the process started.</summary>
public interface IAgent : IAsyncDisposable
{
    /// <summary>Completes when the process has ended, with its exit code and last words; never fails.</summary>
    Task<AgentExit> Exited { get; }

    /// <summary>The model the agent says it uses, if it says so.</summary>
    string? Model { get; }

    /// <summary>
    /// Has the agent work another way from its next prompt on (ACP: session configuration options, and models); false when it does not
    /// offer that. Errors: <see cref="AgentException"/>.
    /// </summary>
    ValueTask<bool> TryChooseAsync(AgentChoice choice, string value, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a prompt and waits for its end; updates go to <see cref="IAgentClient"/> meanwhile, in order, each awaited. One at a
    /// time. Cancelling the token ends the agent's process: <see cref="CancelAsync"/> is the way to stop a prompt and go on.
    /// Errors: <see cref="AgentException"/>, with which kind of fault it was.
    /// </summary>
    Task<PromptResult> PromptAsync(string text, CancellationToken cancellationToken);

    /// <summary>Asks the agent to stop the prompt; the prompt then ends with the stop reason <c>cancelled</c>.</summary>
    ValueTask CancelAsync(CancellationToken cancellationToken);

    /// <summary>Puts words to the agent while it works; false when it has no way to hear them, and the caller has to cancel and prompt again.</summary>
    ValueTask<bool> TrySteerAsync(string content, CancellationToken cancellationToken);
}

/// <summary>What can be chosen of an agent.</summary>
public enum AgentChoice
{
    /// <summary>Which model it uses.</summary>
    Model,

    /// <summary>How much it thinks before it answers.</summary>
    Thinking,
}

/// <summary>How an agent's process ended.</summary>
/// <param name="ExitCode">128 + n when signal n ended it.</param>
/// <param name="LastErrorLines">The end of what it printed on standard error.</param>
public sealed record AgentExit(int ExitCode, string LastErrorLines);

/// <summary>How a prompt ended.</summary>
/// <param name="StopReason"><c>end_turn</c>, <c>max_tokens</c>, <c>max_turn_requests</c>, <c>refusal</c> or <c>cancelled</c>.</param>
public sealed record PromptResult(string StopReason, long? InputTokens = null, long? OutputTokens = null, long? CachedTokens = null);

/// <summary>Why an agent did not finish.</summary>
public enum AgentFault
{
    /// <summary>It said so itself.</summary>
    Error,

    /// <summary>Its process ended or closed its output.</summary>
    Disconnected,

    /// <summary>It was silent for longer than it may be.</summary>
    TimedOut,
}

/// <summary>An agent failed. The message is fit for people; it holds nothing internal.</summary>
public sealed class AgentException(AgentFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Which kind.</summary>
    public AgentFault Fault { get; } = fault;
}
