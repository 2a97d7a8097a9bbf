namespace Carillon.Events;

/// <summary>A hook refused something that was about to happen, and it did not.</summary>
/// <param name="Hook">Which one.</param>
/// <param name="Happening">What it refused: <c>PreToolUse</c>, <c>UserPromptSubmit</c>, <c>PermissionRequest</c>, <c>PreCompact</c> or <c>CommandExecuteBefore</c>.</param>
/// <param name="Reason">Why; absent when it did not say.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record HookBlocked(
    string SessionId, string Hook, string Happening, string? Reason = null, string? TurnId = null, string? ToolName = null, string? ToolCallId = null) : Event;
