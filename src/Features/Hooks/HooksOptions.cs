namespace Carillon.Features.Hooks;

/// <summary>What holds for all hooks.</summary>
/// <param name="Folder">Absolute: where commands run that belong to no workspace, and what they know as PLUGIN_ROOT.</param>
public sealed record HooksOptions(string Folder)
{
    /// <summary>Observers, and calls that nobody waits for, that run at once.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>How many of them may wait; more are dropped and logged.</summary>
    public int MaxWaiting { get; init; } = 1024;

    /// <summary>Bytes of a command's output that are read as its answer; the rest is passed over.</summary>
    public int MaxOutputBytes { get; init; } = 64 * 1024;

    /// <summary>How long those that still run may go on when the server stops.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);
}
