using Carillon.Contracts.Processes;

namespace Carillon.Features.Sandbox;

/// <summary>Where workspaces are, what is around them, and what they may hold.</summary>
/// <param name="Directory">The folder that holds every tenant's workspaces; made when it is not there.</param>
public sealed record SandboxOptions(string Directory)
{
    /// <summary>What keeps a session's processes from the rest of the machine.</summary>
    public SandboxProvider Provider { get; init; } = SandboxProvider.Local;

    /// <summary>Whether processes reach the machine's network; only <see cref="SandboxProvider.Bubblewrap"/> can cut it.</summary>
    public bool Network { get; init; } = true;

    /// <summary>Files and folders that processes in a <see cref="SandboxProvider.Bubblewrap"/> sandbox may read beside the system's own, absolute.</summary>
    public IReadOnlyList<string> Readable { get; init; } = [];

    /// <summary>
    /// A folder that stays hidden though it is within a readable one, such as the data directory; null for <see cref="Directory"/>.
    /// </summary>
    public string? Hidden { get; init; }

    /// <summary>What processes may use up.</summary>
    public ResourceLimits Limits { get; init; } = new();

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

    /// <summary>Which of our environment variables processes get.</summary>
    public IReadOnlyList<string> InheritedVariables { get; init; } = ChildEnvironment.DefaultNames;
}

/// <summary>What keeps a session's processes from the rest of the machine.</summary>
public enum SandboxProvider
{
    /// <summary>Nothing: a folder of its own, and plain processes of this user.</summary>
    Local,

    /// <summary>Namespaces of their own, made by bwrap(1).</summary>
    Bubblewrap,
}
