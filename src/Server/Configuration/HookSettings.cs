using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Carillon.Contracts.Hooks;
using Carillon.Features.Hooks;

namespace Carillon.Server.Configuration;

/// <summary>A hook: what is done when something happens.</summary>
public sealed record HookSettings
{
    /// <summary>For logs, events and refusals; its place in the list by default.</summary>
    public string? Name { get; set; }

    /// <summary>When: <c>PreToolUse</c>, <c>UserPromptSubmit</c>, <c>PermissionRequest</c> …; see docs/hooks.md.</summary>
    public string Event { get; set; } = "";

    /// <summary><c>observer</c>: has no say. <c>interceptor</c>: may refuse, and has refused when it fails. <c>resolver</c>: may decide.</summary>
    public HookKindName Kind { get; set; } = HookKindName.Observer;

    /// <summary>Lower ones come first: -1000 for the system, -100 high, 0 normal, 100 low.</summary>
    public int Priority { get; set; }

    /// <summary>A regular expression for the tool's name, letter case aside; every tool by default.</summary>
    public string? Matcher { get; set; }

    /// <summary>How long each action may take.</summary>
    [Range(1, 3600)]
    public int TimeoutSeconds { get; set; } = 300;

    /// <summary>What is done, in order.</summary>
    public IReadOnlyList<HookActionSettings> Actions { get; set; } = [];

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        if (HookEvents.Find(Event) is not { } happening)
        {
            yield return ("event", $"there is no such event; there are {string.Join(", ", Enum.GetNames<HookEvent>())}");
            yield break;
        }

        if (Kind == HookKindName.Resolver && !HookEvents.CanBeDecided(happening)) yield return ("kind", "only PermissionRequest can be decided by a resolver");
        if (Matcher is not null && !HookEvents.HasTool(happening)) yield return ("matcher", "this event is about no tool");
        if (Matcher is not null && HooksFeature.MistakeIn(Matcher) is not null) yield return ("matcher", "this is no regular expression");
        if (Actions.Count == 0) yield return ("actions", "name at least one action");
        for (var i = 0; i < Actions.Count; i++)
        {
            if (Actions[i].Mistake(happening) is var (place, text)) yield return ($"actions.{i}.{place}", text);
        }
    }

    internal HookDefinition Definition(int place)
    {
        var kind = Kind switch
        {
            HookKindName.Interceptor => HookKind.Interceptor,
            HookKindName.Resolver => HookKind.Resolver,
            _ => HookKind.Observer,
        };
        var name = string.IsNullOrWhiteSpace(Name) ? string.Create(CultureInfo.InvariantCulture, $"hooks.{place}") : Name;
        return new HookDefinition(name, HookEvents.Find(Event)!.Value, kind, [.. Actions.Select(action => action.Action())])
        {
            Priority = Priority,
            Matcher = Matcher,
            Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        };
    }
}

/// <summary>How much say a hook has.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HookKindName>))]
public enum HookKindName
{
    /// <summary>None.</summary>
    [JsonStringEnumMemberName("observer")] Observer,

    /// <summary>It may refuse.</summary>
    [JsonStringEnumMemberName("interceptor")] Interceptor,

    /// <summary>It may decide.</summary>
    [JsonStringEnumMemberName("resolver")] Resolver,
}

/// <summary>Something that a hook does.</summary>
public sealed record HookActionSettings
{
    /// <summary><c>command</c> runs a command, <c>prompt</c> adds a text to the prompt, <c>agent</c> sets an agent to work.</summary>
    public HookActionKind Type { get; set; } = HookActionKind.Command;

    /// <summary>A line for <c>/bin/sh</c>; with <c>args</c>, a program.</summary>
    public string? Command { get; set; }

    /// <summary>The program's arguments; no shell sees them.</summary>
    public IReadOnlyList<string>? Args { get; set; }

    /// <summary>Added to the command's environment. Values are never shown.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>The text, or what the agent is told; <c>$NAME</c> stands for a value that commands get.</summary>
    public string? Prompt { get; set; }

    /// <summary>Which configured agent.</summary>
    public string? Agent { get; set; }

    internal (string Place, string Text)? Mistake(HookEvent happening) => Type switch
    {
        HookActionKind.Command when string.IsNullOrWhiteSpace(Command) => ("command", "name the command"),
        HookActionKind.Prompt when string.IsNullOrWhiteSpace(Prompt) => ("prompt", "give the text"),
        HookActionKind.Prompt when !HookEvents.TakesText(happening) => ("type", "a text has a place only at UserPromptSubmit"),
        HookActionKind.Agent when string.IsNullOrWhiteSpace(Agent) => ("agent", "name the agent"),
        HookActionKind.Agent when happening is HookEvent.Setup or HookEvent.SubagentStart or HookEvent.SubagentStop => ("type", "no agent can be set to work by this event"),
        _ => null,
    };

    internal HookAction Action() => Type switch
    {
        HookActionKind.Prompt => new PromptAction(Prompt!),
        HookActionKind.Agent => new AgentAction(Agent!, Prompt),
        _ => new CommandAction(Command!, Args, Env),
    };
}

/// <summary>Kinds of actions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HookActionKind>))]
public enum HookActionKind
{
    /// <summary>Runs a command.</summary>
    [JsonStringEnumMemberName("command")] Command,

    /// <summary>Adds a text.</summary>
    [JsonStringEnumMemberName("prompt")] Prompt,

    /// <summary>Sets an agent to work.</summary>
    [JsonStringEnumMemberName("agent")] Agent,
}
