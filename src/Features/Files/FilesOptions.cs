namespace Carillon.Features.Files;

/// <summary>What is tracked, kept and shown of workspaces.</summary>
public sealed record FilesOptions
{
    /// <summary>The largest content that an iteration keeps, in bytes; a larger one has number, size and hash only.</summary>
    public int MaxKeptBytes { get; init; } = 10_000_000;

    /// <summary>The largest file that is hashed, in bytes; a larger one has a new iteration when its size or time of writing differs.</summary>
    public long MaxHashedBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>The largest content that one answer holds, in bytes.</summary>
    public int MaxReadBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>The most entries that one listing names.</summary>
    public int MaxListed { get; init; } = 10_000;

    /// <summary>The most files and folders of a workspace that are looked at; what lies beyond is tracked only when an agent writes it itself.</summary>
    public int MaxTracked { get; init; } = 50_000;

    /// <summary>How long nothing may have changed before changed files are looked at.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long files that go on changing are left alone at most.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many workspaces the system is asked to tell of at once; it grants a user 128 listeners by default, for all programs.</summary>
    public int MaxListeners { get; init; } = 64;

    /// <summary>How often a workspace without a running turn is looked at when the system does not say what changes in it.</summary>
    public TimeSpan IdlePollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a workspace with a running turn is looked at when the system does not say what changes in it.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait before changes are offered again to a log that did not take them.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
