using Carillon.Contracts.Hooks;

namespace Carillon.Features.Hooks;

/// <summary>What hooks' events are called, and what can be done about them.</summary>
public static class HookEvents
{
    /// <summary>
    /// The event that a name in a configuration means: <c>PreToolUse</c>, <c>pre_tool_use</c>, or Aleph's own <c>before_tool_call</c>;
    /// null for any other, those included that could never happen here.
    /// </summary>
    public static HookEvent? Find(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "BEFORETOOLCALL" => HookEvent.PreToolUse,
        "AFTERTOOLCALL" => HookEvent.PostToolUse,
        "BEFORECOMPACTION" => HookEvent.PreCompact,
        "MESSAGERECEIVED" or "BEFOREAGENTSTART" => HookEvent.UserPromptSubmit,
        "AGENTEND" => HookEvent.Stop,
        "GATEWAYSTART" => HookEvent.Setup,
        var word => Enum.GetValues<HookEvent>().Cast<HookEvent?>().FirstOrDefault(known => word.Equals(known.ToString(), StringComparison.OrdinalIgnoreCase)),
    };

    /// <summary>Whether an interceptor can refuse it.</summary>
    public static bool CanBeRefused(HookEvent happening) => happening is HookEvent.PreToolUse or HookEvent.PreCompact
        or HookEvent.UserPromptSubmit or HookEvent.PermissionRequest or HookEvent.CommandExecuteBefore;

    /// <summary>Whether a resolver can decide it.</summary>
    public static bool CanBeDecided(HookEvent happening) => happening is HookEvent.PermissionRequest;

    /// <summary>Whether it is about a tool, so that a matcher has something to look at.</summary>
    public static bool HasTool(HookEvent happening) => happening is HookEvent.PreToolUse or HookEvent.PostToolUse or HookEvent.PostToolUseFailure
        or HookEvent.PermissionRequest or HookEvent.CommandExecuteBefore or HookEvent.CommandExecuteAfter;

    /// <summary>Whether what a hook prints is put before the agent.</summary>
    public static bool TakesText(HookEvent happening) => happening is HookEvent.UserPromptSubmit;
}
