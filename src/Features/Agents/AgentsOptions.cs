using Carillon.Contracts.Agents;

namespace Carillon.Features.Agents;

/// <summary>Which agents there are, and how long they may take.</summary>
public sealed record AgentsOptions
{
    /// <summary>The configured agents; one called <c>demo</c> or <c>echo</c> takes the place of the one that is built in.</summary>
    public IReadOnlyList<AgentDefinition> Agents { get; init; } = [];

    /// <summary>How to run this very program, which holds the built-in agents; without it there are none.</summary>
    public SelfCommand? SelfCommand { get; init; }

    /// <summary>For the answer to <c>initialize</c>; a package runner may have to download the agent first.</summary>
    public TimeSpan InitializeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the answer to <c>session/new</c>.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a working agent may say nothing, while it waits for nothing either.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an agent may go on after it was asked to stop; then its process is ended.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an agent has to exit by itself once its input is closed.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest message taken from an agent, in bytes.</summary>
    public int MaxLineBytes { get; init; } = 16 << 20;
}

/// <summary>The program itself, as a command.</summary>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">What comes before <c>demo-agent</c>, such as the assembly's path when the executable is a runtime.</param>
public sealed record SelfCommand(string Path, IReadOnlyList<string> Arguments);
