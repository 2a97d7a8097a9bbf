using System.Text.Json;
using Carillon.Events;

namespace Carillon.Contracts.Agents;

/// <summary>What an agent may ask of, and tell, the session that runs it. Updates come one at a time, in the order the agent sent them.</summary>
public interface IAgentClient
{
    /// <summary>
    /// The agent tells something. Nothing more is read from it until this returns, so it must not wait for an answer of the agent.
    /// </summary>
    ValueTask UpdateAsync(AgentUpdate update, CancellationToken cancellationToken);

    /// <summary>The agent asks before it acts, and waits. Returns the chosen option's id, or null when the request was cancelled.</summary>
    ValueTask<string?> RequestPermissionAsync(AgentPermission permission, CancellationToken cancellationToken);

    /// <summary>
    /// The agent asks people, and waits. Returns answers by question, each in the form that its question's type has: an option, a
    /// JSON array of options, <c>true</c> or <c>false</c>, a JSON number, or any text; null when nobody will answer.
    /// </summary>
    /// <param name="context">Why it asks.</param>
    ValueTask<IReadOnlyDictionary<string, string>?> AskQuestionsAsync(
        IReadOnlyList<Question> questions, string? context, CancellationToken cancellationToken);

    /// <summary>Reads a text file of the workspace. Errors: PathOutsideWorkspace, NotFound, TooLarge.</summary>
    /// <param name="line">First line wanted, from 1.</param>
    /// <param name="limit">Number of lines.</param>
    ValueTask<string> ReadTextFileAsync(string path, int? line, int? limit, CancellationToken cancellationToken);

    /// <summary>Writes a text file of the workspace. Errors: PathOutsideWorkspace, TooLarge.</summary>
    ValueTask WriteTextFileAsync(string path, string content, CancellationToken cancellationToken);

    /// <summary>Starts a command in the workspace and returns its terminal's id.</summary>
    ValueTask<string> CreateTerminalAsync(TerminalRequest request, CancellationToken cancellationToken);

    /// <summary>What a terminal has printed so far. Errors: NotFound.</summary>
    ValueTask<TerminalState> GetTerminalAsync(string terminalId, CancellationToken cancellationToken);

    /// <summary>Waits for a terminal's command to end.</summary>
    ValueTask<TerminalExit> WaitForTerminalAsync(string terminalId, CancellationToken cancellationToken);

    /// <summary>Ends a terminal's command; its output can still be read.</summary>
    ValueTask KillTerminalAsync(string terminalId, CancellationToken cancellationToken);

    /// <summary>Ends a terminal's command and forgets it.</summary>
    ValueTask ReleaseTerminalAsync(string terminalId, CancellationToken cancellationToken);
}

/// <summary>What an agent tells while it works (ACP: session/update).</summary>
public abstract record AgentUpdate;

/// <summary>A piece of its answer.</summary>
public sealed record AgentText(string Text) : AgentUpdate;

/// <summary>A piece of its reasoning.</summary>
public sealed record AgentThought(string Text) : AgentUpdate;

/// <summary>A tool call begins.</summary>
/// <param name="Kind">ACP tool kind: read, edit, delete, move, search, execute, think, fetch, switch_mode, other.</param>
/// <param name="Status"><c>pending</c>, <c>in_progress</c>, <c>completed</c> or <c>failed</c>.</param>
/// <param name="RawInput">The tool's arguments; undefined when the agent gave none.</param>
public sealed record AgentToolCall(
    string ToolCallId, string Title, string Kind, string Status, JsonElement? RawInput, IReadOnlyList<string> Paths, string? Content) : AgentUpdate;

/// <summary>A tool call goes on or ends; what is null has not changed.</summary>
/// <param name="Content">Its output as text.</param>
public sealed record AgentToolUpdate(
    string ToolCallId, string? Title, string? Kind, string? Status, JsonElement? RawInput, IReadOnlyList<string>? Paths, string? Content, string? TerminalId) : AgentUpdate;

/// <summary>Its plan as it stands.</summary>
public sealed record AgentPlan(IReadOnlyList<PlanStep> Steps) : AgentUpdate;

/// <summary>The commands it offers.</summary>
public sealed record AgentCommands(IReadOnlyList<AgentCommand> Commands) : AgentUpdate;

/// <summary>Tokens it used, and how full its context is; what is null it did not say.</summary>
public sealed record AgentUsage(
    long? InputTokens, long? OutputTokens, long? CachedTokens, long? CostMicroDollars, long? ContextTokens, long? MaxContextTokens) : AgentUpdate;

/// <summary>Something this version does not know; passed over, and counted.</summary>
public sealed record AgentOther(string Kind) : AgentUpdate;

/// <summary>What an agent asks permission for.</summary>
/// <param name="ToolName">The tool call's kind, or what it was announced as.</param>
/// <param name="Description">For people.</param>
/// <param name="Command">The command line, where the call is about one.</param>
public sealed record AgentPermission(
    string? ToolCallId, string ToolName, string Description, IReadOnlyList<PermissionOption> Options, string? Command);

/// <summary>A command to run.</summary>
/// <param name="WorkingDirectory">Inside the workspace; null for its root.</param>
/// <param name="OutputLimit">Bytes of output kept; the oldest go first.</param>
public sealed record TerminalRequest(
    string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string? WorkingDirectory, int? OutputLimit);

/// <summary>A terminal's output and, once it ended, how.</summary>
public sealed record TerminalState(string Output, bool Truncated, TerminalExit? Exit);

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Null when a signal ended it.</param>
/// <param name="Signal">The signal's name, such as SIGKILL.</param>
public sealed record TerminalExit(int? ExitCode, string? Signal);
