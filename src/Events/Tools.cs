using System.Text.Json;

namespace Carillon.Events;

/// <summary>A tool call begins; its arguments may still be on their way.</summary>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record ToolCallStarted(string SessionId, string TurnId, string ToolCallId, string ToolName) : Event;

/// <summary>A piece of a tool call's arguments, to be appended.</summary>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record ToolCallDelta(string SessionId, string TurnId, string ToolCallId, string Delta) : Event, IPiece
{
    string IPiece.PieceKey => ToolCallId;

    string IPiece.PieceText => Delta;

    Event IPiece.WithText(string text) => this with { Delta = text };
}

/// <summary>The agent called a tool.</summary>
/// <param name="ToolName">The tool's kind or name: <c>read</c>, <c>edit</c>, <c>execute</c>…</param>
/// <param name="Args">Its arguments, in the tool's own form.</param>
/// <param name="Title">What the agent says it is doing.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record ToolCalled(
    string SessionId, string TurnId, string ToolCallId, string ToolName, JsonElement Args, string? Title = null, IReadOnlyList<string>? Paths = null) : Event;

/// <summary>A running tool call has something to show.</summary>
[EventKind(StreamKind.Session, Durability.Ephemeral)]
public sealed record ToolProgressed(string SessionId, string TurnId, string ToolCallId, string? Output = null, string? Title = null) : Event;

/// <summary>A tool call ended well.</summary>
/// <param name="Output">What it gave back, as text; absent when it gave nothing.</param>
/// <param name="DurationMs">From call to result, in milliseconds.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record ToolCompleted(
    string SessionId, string TurnId, string ToolCallId, string ToolName, long DurationMs, string? Output = null) : Event;

/// <summary>A tool call failed.</summary>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record ToolFailed(string SessionId, string TurnId, string ToolCallId, string ToolName, string Error, long DurationMs) : Event;
