namespace Carillon.Contracts.Hooks;

/// <summary>When hooks run. docs/hooks.md says where each comes from.</summary>
public enum HookEvent
{
    /// <summary>An agent is about to use a tool, as far as it lets us know. May be refused.</summary>
    PreToolUse,

    /// <summary>A tool call ended well.</summary>
    PostToolUse,

    /// <summary>A tool call failed.</summary>
    PostToolUseFailure,

    /// <summary>A session's agent has started.</summary>
    SessionStart,

    /// <summary>A session's agent has ended.</summary>
    SessionEnd,

    /// <summary>A session's history is about to be shortened. May be refused.</summary>
    PreCompact,

    /// <summary>Someone prompts or steers an agent. May be refused, and added to.</summary>
    UserPromptSubmit,

    /// <summary>Someone is about to be asked for a permission. May be refused, and decided.</summary>
    PermissionRequest,

    /// <summary>A hook sets an agent to work.</summary>
    SubagentStart,

    /// <summary>That agent is done.</summary>
    SubagentStop,

    /// <summary>A turn has ended.</summary>
    Stop,

    /// <summary>A session waits for a person.</summary>
    Notification,

    /// <summary>The server has started, or took up new hooks.</summary>
    Setup,

    /// <summary>A command is about to run in a terminal. May be refused.</summary>
    CommandExecuteBefore,

    /// <summary>A command in a terminal has ended.</summary>
    CommandExecuteAfter,
}
