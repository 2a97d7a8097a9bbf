namespace Carillon.Core.Connections;

/// <summary>
/// What happens, in this order, to a reader who does not keep up: queued pieces of one text are joined, ephemerals are
/// dropped and announced, the reader falls back to reading the log, and at last it is disconnected.
/// </summary>
public sealed record LagPolicy
{
    /// <summary>Bytes that may wait for one connection.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Messages that may wait for one connection.</summary>
    public int MaxMessages { get; init; } = int.MaxValue;

    /// <summary>Join queued pieces of one text.</summary>
    public bool JoinPieces { get; init; } = true;

    /// <summary>Drop queued ephemerals and announce the gap.</summary>
    public bool DropEphemerals { get; init; } = true;

    /// <summary>Fall back to reading the log; without it a full queue disconnects.</summary>
    public bool CatchUp { get; init; } = true;

    /// <summary>How long a peer may take nothing at all while something waits for it.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What a disconnected reader is told.</summary>
    public CloseReason TooSlow { get; init; } = CloseReason.TooSlow;
}
