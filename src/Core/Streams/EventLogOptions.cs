using System.ComponentModel.DataAnnotations;

namespace Carillon.Core.Streams;

/// <summary>How the log batches and bounds its work.</summary>
public sealed record EventLogOptions
{
    /// <summary>Appends that may wait for the writer; a producer beyond that waits.</summary>
    [Range(1, 1_000_000)] public int QueueLength { get; init; } = 4096;

    /// <summary>Appends that go into one commit at most.</summary>
    [Range(1, 1_000_000)] public int MaxBatch { get; init; } = 4096;

    /// <summary>The largest data of one event, in bytes.</summary>
    [Range(1024, 64 * 1024 * 1024)] public int MaxEventBytes { get; init; } = 1024 * 1024;

    /// <summary>Ephemeral numbers set aside at a time; as many may go missing in a crash.</summary>
    [Range(1, 1_000_000)] public int ReservationBlock { get; init; } = 1000;

    /// <summary>Bytes of recent entries kept in memory for readers who were away a moment.</summary>
    [Range(0, 4L * 1024 * 1024 * 1024)] public long TailBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Streams whose numbers stay in memory, at about 400 bytes each; to use another costs one read.</summary>
    [Range(1, 10_000_000)] public int StreamsInMemory { get; init; } = 50_000;
}
