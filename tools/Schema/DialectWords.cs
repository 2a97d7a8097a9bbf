namespace Carillon.Tools.Schema;

/// <summary>What each protocol calls one catalogue type; empty where it has no word and leaves the event out.</summary>
/// <param name="Aleph">Empty means its own topic: Aleph's <c>*</c> stands for everything, so nothing is left out.</param>
internal sealed record Words(string Type, string Aleph, string AgentOs, string Diminuendo, string Aragora = "", string Thrum = "");

/// <summary>The one place that says which words a fact has, for the page that people read.</summary>
internal static class DialectWords
{
    private const string Session = "sessionEvent";

    public static IReadOnlyList<Words> All { get; } =
    [
        new("session.created", "session.created", "", "session_updated (session_created to whoever asked)", "loop_register"),
        new("session.updated", "", "", "session_updated"),
        new("session.archived", "", "", "session_updated (session_archived to whoever asked)"),
        new("session.unarchived", "", "", "session_updated (session_unarchived to whoever asked)"),
        new("session.deleted", "session.deleted", "", "session_deleted", "loop_unregister"),
        new("member.updated", "", "", "(member_updated to whoever asked)"),
        new("member.removed", "", "", "(member_removed to whoever asked)"),
        new("session.state_changed", "", "", "session_state"),
        new("session.compacted", "session.compacted", Session, ""),
        new("session.commands_updated", "", Session, ""),
        new("turn.started", "agent.started, stream.start", Session, "turn_started", "token_start"),
        new("turn.text_delta", "stream.chunk", Session, "text_delta (message.delta on request)", "token_delta"),
        new("turn.thinking_started", "", Session, "thinking_start", "agent_thinking"),
        new("turn.thinking_delta", "stream.thinking", Session, "thinking_progress", "agent_thinking"),
        new("turn.thinking_completed", "stream.thinking", Session, "thinking_complete", "agent_thinking"),
        new("turn.plan_updated", "stream.thinking", Session, ""),
        new("turn.steered", "", Session, "steer_sent"),
        new("turn.completed", "stream.end, agent.completed", Session, "turn_complete (and message.complete on request)", "token_end, agent_message"),
        new("turn.failed", "stream.end, agent.error", Session, "turn_error", "agent_error"),
        new("turn.cancelled", "stream.end, agent.cancelled", Session, "stop_acknowledged"),
        new("tool.call_started", "", Session, "tool_call_start"),
        new("tool.call_delta", "", Session, "tool_call_delta"),
        new("tool.called", "stream.tool_start", Session, "tool_call"),
        new("tool.progressed", "", Session, ""),
        new("tool.completed", "stream.tool_end", Session, "tool_result"),
        new("tool.failed", "stream.tool_end", Session, "tool_error"),
        new("permission.requested", "exec.approval_requested", "permissionRequest", "permission_requested", "breakpoint"),
        new("permission.resolved", "exec.approval_resolved", "", "approval_resolved", "breakpoint_resolved"),
        new("question.requested", "stream.ask_user", Session, "question_requested"),
        new("question.answered", "", Session, ""),
        new("hook.blocked", "", "", ""),
        new("usage.updated", "", Session, "usage_update"),
        new("usage.context", "", Session, "usage_context"),
        new("sandbox.initializing", "", "", "sandbox_init"),
        new("sandbox.provisioning", "", "", "sandbox_provisioning"),
        new("sandbox.ready", "", "vmBooted", "sandbox_ready"),
        new("sandbox.removed", "", "vmShutdown", "sandbox_removed"),
        new("terminal.output", "", "", "terminal_stream"),
        new("terminal.completed", "", "", "terminal_complete"),
        new("file.changed", "", "", "file_changed"),
        new("cron.triggered", "cron.triggered", "cronEvent", ""),
        new("cron.retrying", "", "", ""),
        new("cron.completed", "cron.completed", "cronEvent", ""),
        new("cron.failed", "cron.failed", "cronEvent", ""),
        new("cron.job_changed", "", "", ""),
        new("config.changed", "config.changed", "", ""),
        new("config.reloaded", "config.reloaded", "", ""),
        new("daemon.time", "", "", ""),
        new("daemon.process", "", "", ""),
        new("daemon.fs", "", "", ""),
        new("daemon.system_state", "", "", ""),
        new("daemon.activity_changed", "", "", ""),
        new("daemon.programming_session_started", "", "", ""),
        new("daemon.programming_session_ended", "", "", ""),
        new("daemon.resource_pressure_changed", "", "", ""),
        new("daemon.meeting_state_changed", "", "", ""),
        new("daemon.idle_state_changed", "", "", ""),
        new("daemon.watcher_started", "", "", ""),
        new("daemon.watcher_stopped", "", "", ""),
        new("daemon.config_reloaded", "", "", ""),
        new("daemon.error", "", "", ""),
    ];
}
