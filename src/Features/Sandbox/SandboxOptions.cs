using Carillon.Contracts.Processes;

namespace Carillon.Features.Sandbox;

/// <summary>Where workspaces are and what they may hold.</summary>
/// <param name="Directory">The folder that holds every tenant's workspaces; made when it is not there.</param>
public sealed record SandboxOptions(string Directory)
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public int MaxReadBytes { get; init; } = 10_000_000;

    /// <summary>The largest file that is written, in bytes.</summary>
    public int MaxWriteBytes { get; init; } = 10_000_000;

    /// <summary>Bytes of output a terminal keeps when its request does not say.</summary>
    public int OutputBytes { get; init; } = 1 << 20;

    /// <summary>The most that a request may ask a terminal to keep, in bytes.</summary>
    public int MaxOutputBytes { get; init; } = 8 << 20;

    /// <summary>How long after a command's end its output is still waited for, when something it left running holds it open.</summary>
    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Which of our environment variables commands get.</summary>
    public IReadOnlyList<string> InheritedVariables { get; init; } = ChildEnvironment.DefaultNames;
}
