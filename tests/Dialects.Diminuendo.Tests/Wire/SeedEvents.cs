namespace Carillon.Dialects.Diminuendo.Tests.Wire;

/// <summary>Every event type that the seed defines, in its order, with what the seed says of its keeping.</summary>
internal static class SeedEvents
{
    public static IReadOnlyList<string> All { get; } =
    [
        "welcome", "connected", "authenticated", "heartbeat", "session_list", "session_created", "session_updated", "session_archived",
        "session_unarchived", "session_deleted", "session_state", "turn_started", "text_delta", "turn_complete", "turn_error", "message.delta",
        "message.complete", "tool_call", "tool_result", "tool_call_start", "tool_call_delta", "tool_error", "question_requested",
        "permission_requested", "approval_resolved", "thinking_start", "thinking_progress", "thinking_complete", "terminal_stream",
        "terminal_complete", "sandbox_init", "sandbox_provisioning", "sandbox_ready", "sandbox_removed", "state_snapshot", "stream_snapshot",
        "usage_update", "usage_context", "gap", "replay_complete", "file_list", "file_content", "file_history_result", "file_changed",
        "steer_sent", "stop_acknowledged", "server_shutdown", "history", "events", "member_list", "member_updated", "member_removed", "error", "pong",
    ];

    /// <summary>Marked "Ephemeral" on the page.</summary>
    public static IReadOnlyList<string> Ephemeral { get; } =
        ["text_delta", "message.delta", "tool_call_start", "tool_call_delta", "thinking_progress", "terminal_stream", "usage_update"];

    /// <summary>Marked "Persisted" on the page.</summary>
    public static IReadOnlyList<string> Persisted { get; } = ["tool_call", "tool_result"];

    /// <summary>Not marked, and live only here: each is made new by the next one of its kind.</summary>
    public static IReadOnlyList<string> EphemeralByChoice { get; } = ["usage_context", "sandbox_provisioning"];
}
