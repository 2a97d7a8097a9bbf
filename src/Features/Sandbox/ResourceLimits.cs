namespace Carillon.Features.Sandbox;

/// <summary>What a session's processes may use up; null for no limit.</summary>
public sealed record ResourceLimits
{
    /// <summary>Bytes of memory: what one process may allocate (RLIMIT_DATA), and what all of a session's hold together.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Processes and threads of a session together.</summary>
    public int? Processes { get; init; }

    /// <summary>Seconds of processor time that one process may use.</summary>
    public int? CpuSeconds { get; init; }

    /// <summary>Bytes of the largest file that a process may write.</summary>
    public long? FileBytes { get; init; }

    /// <summary>Files that one process may have open.</summary>
    public int? OpenFiles { get; init; }
}
