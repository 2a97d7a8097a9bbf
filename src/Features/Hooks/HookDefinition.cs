using Carillon.Contracts.Hooks;

namespace Carillon.Features.Hooks;

/// <summary>How much say a hook has.</summary>
public enum HookKind
{
    /// <summary>None: observers run beside what happens, several at once, and a failure is logged.</summary>
    Observer,

    /// <summary>It runs before what happens, one after the other, and may refuse it; one that fails has refused.</summary>
    Interceptor,

    /// <summary>It may decide: the first that has a value.</summary>
    Resolver,
}

/// <summary>One configured hook.</summary>
/// <param name="Name">For logs, events and refusals.</param>
/// <param name="Actions">What it does, in order.</param>
public sealed record HookDefinition(string Name, HookEvent Happening, HookKind Kind, IReadOnlyList<HookAction> Actions)
{
    /// <summary>Lower ones come first.</summary>
    public int Priority { get; init; }

    /// <summary>A regular expression for the tool's name, letter case aside; null for every tool.</summary>
    public string? Matcher { get; init; }

    /// <summary>How long each action may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(300);
}

/// <summary>Something that a hook does.</summary>
public abstract record HookAction;

/// <summary>Runs a command: its text through <c>/bin/sh -c</c>, or, with arguments, that program itself. Values come by environment and standard input.</summary>
/// <param name="Environment">Added to a small inherited set.</param>
public sealed record CommandAction(string Command, IReadOnlyList<string>? Arguments, IReadOnlyDictionary<string, string> Environment) : HookAction;

/// <summary>Puts a text before the agent; <c>$NAME</c> and <c>${NAME}</c> stand for the values that commands get.</summary>
public sealed record PromptAction(string Text) : HookAction;

/// <summary>Sets a configured agent to work, in a session of its own; its answer is the action's output.</summary>
/// <param name="Prompt">As in <see cref="PromptAction"/>; null for what happened, as JSON.</param>
public sealed record AgentAction(string Agent, string? Prompt) : HookAction;
