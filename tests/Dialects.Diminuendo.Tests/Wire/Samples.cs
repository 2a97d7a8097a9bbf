using System.Text.Json;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Wire;

/// <summary>Every record of a session's and a tenant's life, with every member and with as few as it can have.</summary>
internal static class Samples
{
    private const string S = "s1";
    private const string U = "u1";

    private static readonly SessionMeta Meta = new(S, "dev", "demo", SessionState.Ready, false, 1, 2);

    public static IReadOnlyList<Event> All { get; } =
    [
        new SessionCreated(Meta), new SessionUpdated(Meta with { Name = "n", LastActivityAt = 3 }), new SessionArchived(Meta),
        new SessionUnarchived(Meta), new SessionDeleted(S),
        new SessionStateChanged(S, SessionState.Running, SessionState.Ready, "turn_started"),
        new SessionStateChanged(S, SessionState.Error, SessionState.Running),
        new TurnStarted(S, U, "demo", "p"), new TurnTextDelta(S, U, "t"), new TurnThinkingStarted(S, U), new TurnThinkingDelta(S, U, "t"),
        new TurnThinkingCompleted(S, U, "t"), new TurnSteered(S, U, "st", "c"), new TurnCompleted(S, U, "t", "end_turn", 1),
        new TurnFailed(S, U, "AGENT_ERROR", "m", 1, "t"), new TurnCancelled(S, U, 1, "t", "ann"),
        new UsageUpdated(S, U), new UsageUpdated(S, U, "m", "p", 1, 2, 3, 4), new UsageContext(S, U, 1, 2),
        new ToolCallStarted(S, U, "c", "read"), new ToolCallDelta(S, U, "c", "d"),
        new ToolCalled(S, U, "c", "read", JsonElement.Parse("[1,null]"), "t", ["p"]), new ToolCalled(S, U, "c", "read", JsonElement.Parse("null")),
        new ToolCompleted(S, U, "c", "read", 1, "o"), new ToolCompleted(S, U, "c", "read", 1), new ToolFailed(S, U, "c", "read", "e", 1),
        new PermissionRequested(S, U, "r", "bash", "d", [new PermissionOption("o", "n", PermissionKind.RejectAlways)], 9, "c", "ls", RiskLevel.Low),
        new PermissionRequested(S, U, "r", "bash", "d", [], 9),
        new PermissionResolved(S, "r", true, PermissionOutcome.Allowed, PermissionKind.AllowOnce, "ann"),
        new PermissionResolved(S, "r", false, PermissionOutcome.Expired),
        new QuestionRequested(S, U, "r", [new Question("q", "t", "text"), new Question("q", "t", "choice", ["a"])], 9, "c"),
        new QuestionRequested(S, U, "r", [], 9),
        new SandboxInitializing(S, "local"), new SandboxProvisioning(S, "creating", "m"), new SandboxProvisioning(S, "creating"),
        new SandboxReady(S, "local"), new SandboxRemoved(S, "manual", "m"), new SandboxRemoved(S, "manual"),
        new TerminalOutput(S, U, "t", "d"), new TerminalCompleted(S, U, "t", "ls", 137, 1), new FileChanged(S, "a/b", 1, 2, "h", U),
    ];

    /// <summary>Records of a session's stream that this dialect has no word for.</summary>
    public static IReadOnlyList<Event> Unsaid { get; } =
    [
        new SessionCompacted(S, 2, 1), new HookBlocked(S, "guard", "PreToolUse"), new SessionCommandsUpdated(S, []), new TurnPlanUpdated(S, U, []),
        new ToolProgressed(S, U, "c", "o"), new QuestionAnswered(S, "r", PermissionOutcome.Allowed),
    ];
}
