using System.Collections.Frozen;

namespace Carillon.Client;

/// <summary>
/// Other names for catalogue types: those that Diminuendo uses, with underscores or with dots (<c>text_delta</c>, <c>message.delta</c>,
/// <c>thinking.progress</c>, <c>terminal.stream</c> …). The SDK takes them wherever it takes a type or a topic. Events themselves carry
/// the catalogue's names.
/// </summary>
public static class EventNames
{
    // Seed: Diminuendo server events, with the dotted spellings of its introduction and of its agents' side.
    private static readonly FrozenDictionary<string, IReadOnlyList<string>> Topics = new Dictionary<string, IReadOnlyList<string>>
    {
        ["session_created"] = ["session.created"],
        ["session_updated"] = ["session.created", "session.updated", "session.archived", "session.unarchived"],
        ["session_archived"] = ["session.archived"],
        ["session_unarchived"] = ["session.unarchived"],
        ["session_deleted"] = ["session.deleted"],
        ["session_state"] = ["session.state_changed"],
        ["session.state"] = ["session.state_changed"],
        ["member_updated"] = ["member.updated"],
        ["member_removed"] = ["member.removed"],
        ["turn_started"] = ["turn.started"],
        ["text_delta"] = ["turn.text_delta"],
        ["text.delta"] = ["turn.text_delta"],
        ["message.delta"] = ["turn.text_delta"],
        ["turn_complete"] = ["turn.completed"],
        ["turn.complete"] = ["turn.completed"],
        ["message.complete"] = ["turn.completed"],
        ["turn_error"] = ["turn.failed"],
        ["turn.error"] = ["turn.failed"],
        ["stop_acknowledged"] = ["turn.cancelled"],
        ["stop.acknowledged"] = ["turn.cancelled"],
        ["steer_sent"] = ["turn.steered"],
        ["steer.sent"] = ["turn.steered"],
        ["thinking_start"] = ["turn.thinking_started"],
        ["thinking.start"] = ["turn.thinking_started"],
        ["thinking_progress"] = ["turn.thinking_delta"],
        ["thinking.progress"] = ["turn.thinking_delta"],
        ["thinking_complete"] = ["turn.thinking_completed"],
        ["thinking.complete"] = ["turn.thinking_completed"],
        ["tool_call_start"] = ["tool.call_started"],
        ["tool.call_start"] = ["tool.call_started"],
        ["tool_call_delta"] = ["tool.call_delta"],
        ["tool_call"] = ["tool.called"],
        ["tool.call"] = ["tool.called"],
        ["tool_result"] = ["tool.completed"],
        ["tool.result"] = ["tool.completed"],
        ["tool_error"] = ["tool.failed"],
        ["tool.error"] = ["tool.failed"],
        ["permission_requested"] = ["permission.requested"],
        ["tool.permission_requested"] = ["permission.requested"],
        ["approval_resolved"] = ["permission.resolved"],
        ["approval.resolved"] = ["permission.resolved"],
        ["tool.approval_resolved"] = ["permission.resolved"],
        ["question_requested"] = ["question.requested"],
        ["tool.question_requested"] = ["question.requested"],
        ["usage_update"] = ["usage.updated"],
        ["usage.update"] = ["usage.updated"],
        ["usage_context"] = ["usage.context"],
        ["sandbox_init"] = ["sandbox.initializing"],
        ["sandbox.init"] = ["sandbox.initializing"],
        ["sandbox_provisioning"] = ["sandbox.provisioning"],
        ["sandbox_ready"] = ["sandbox.ready"],
        ["sandbox_removed"] = ["sandbox.removed"],
        ["terminal_stream"] = ["terminal.output"],
        ["terminal.stream"] = ["terminal.output"],
        ["terminal_complete"] = ["terminal.completed"],
        ["terminal.complete"] = ["terminal.completed"],
        ["file_changed"] = ["file.changed"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every other name that is known.</summary>
    public static IReadOnlyCollection<string> Aliases => Topics.Keys;

    /// <summary>The catalogue types that a name stands for; the name itself when it is no other name, and so for globs and custom types.</summary>
    public static IReadOnlyList<string> TopicsOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Topics.GetValueOrDefault(name) ?? [name];
    }

    /// <summary>The one type that a name stands for when something is published; a name that could be several is no type, and the server says so.</summary>
    internal static string TypeOf(string name) => TopicsOf(name) is [var type] ? type : name;
}
