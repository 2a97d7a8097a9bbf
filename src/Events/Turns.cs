namespace Carillon.Events;

/// <summary>A turn began: the agent works on a prompt.</summary>
/// <param name="Prompt">What the person asked.</param>
/// <param name="SessionKey">The session's key.</param>
/// <param name="AddedText">What hooks added: the agent gets it behind the prompt.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TurnStarted(
    string SessionId, string TurnId, string AgentType, string Prompt, string? SessionKey = null, string? AddedText = null) : Event;

/// <summary>A piece of the agent's answer, to be appended.</summary>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record TurnTextDelta(string SessionId, string TurnId, string Text) : Event, IPiece
{
    string IPiece.PieceKey => TurnId;

    string IPiece.PieceText => Text;

    Event IPiece.WithText(string text) => this with { Text = text };
}

/// <summary>The agent began to reason.</summary>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TurnThinkingStarted(string SessionId, string TurnId) : Event;

/// <summary>A piece of the agent's reasoning, to be appended.</summary>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record TurnThinkingDelta(string SessionId, string TurnId, string Text) : Event, IPiece
{
    string IPiece.PieceKey => TurnId;

    string IPiece.PieceText => Text;

    Event IPiece.WithText(string text) => this with { Text = text };
}

/// <summary>The agent stopped reasoning and goes on to act or answer.</summary>
/// <param name="Text">The whole reasoning of this block.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TurnThinkingCompleted(string SessionId, string TurnId, string Text) : Event;

/// <summary>One step of an agent's plan.</summary>
/// <param name="Priority"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Status"><c>pending</c>, <c>in_progress</c> or <c>completed</c>.</param>
public sealed record PlanStep(string Content, string Priority, string Status);

/// <summary>The agent's plan as it stands now; it replaces the one before.</summary>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TurnPlanUpdated(string SessionId, string TurnId, IReadOnlyList<PlanStep> Steps) : Event;

/// <summary>A person's words were delivered to the agent in the middle of its turn.</summary>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TurnSteered(string SessionId, string TurnId, string SteerId, string Content) : Event;

/// <summary>Tokens a turn used, where the agent says so.</summary>
public sealed record TokenCount(long? Input = null, long? Output = null, long? Cached = null);

/// <summary>A turn ended well.</summary>
/// <param name="FinalText">The whole answer.</param>
/// <param name="StopReason">The agent's own word: <c>end_turn</c>, <c>max_tokens</c>, <c>max_turn_requests</c>, <c>refusal</c>.</param>
/// <param name="DurationMs">From start to end, in milliseconds.</param>
/// <param name="SessionKey">The session's key.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TurnCompleted(
    string SessionId,
    string TurnId,
    string FinalText,
    string StopReason,
    long DurationMs,
    TokenCount? Tokens = null,
    string? SessionKey = null) : Event;

/// <summary>A turn ended with an error.</summary>
/// <param name="Code"><c>AGENT_ERROR</c>, <c>AGENT_DISCONNECTED</c> or <c>AGENT_TIMEOUT</c>.</param>
/// <param name="Message">For people; holds nothing internal.</param>
/// <param name="Text">The answer as far as it got.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TurnFailed(string SessionId, string TurnId, string Code, string Message, long DurationMs, string? Text = null) : Event;

/// <summary>A turn was stopped by a person.</summary>
/// <param name="Text">The answer as far as it got.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record TurnCancelled(string SessionId, string TurnId, long DurationMs, string? Text = null, string? By = null) : Event;

/// <summary>Tokens and cost of a turn so far.</summary>
/// <param name="CostMicroDollars">1,000,000 are one dollar.</param>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record UsageUpdated(
    string SessionId,
    string TurnId,
    string? Model = null,
    string? Provider = null,
    long? InputTokens = null,
    long? OutputTokens = null,
    long? CachedTokens = null,
    long? CostMicroDollars = null) : Event;

/// <summary>How full the model's context is.</summary>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record UsageContext(string SessionId, string TurnId, long ContextTokens, long MaxContextTokens) : Event;
