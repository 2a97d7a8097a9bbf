using Carillon.Core.Streams;

namespace Carillon.Core.Ports;

/// <summary>
/// What lasts: a backend implements this and nothing more. Core calls <see cref="CommitAsync"/> from one writer, never twice at
/// once; reads come from anywhere at any time and see committed state only.
/// </summary>
public interface ILogStorage : IDocuments
{
    /// <summary>Opens or creates the log. Errors that a person can mend are <see cref="StorageException"/>.</summary>
    ValueTask<LogOpening> OpenAsync(CancellationToken cancellationToken);

    /// <summary>What is known of a stream's numbers, or null when it has none.</summary>
    ValueTask<StreamNumbers?> FindStreamAsync(StreamId stream, CancellationToken cancellationToken);

    /// <summary>The entry once published under an id, or null.</summary>
    ValueTask<Entry?> FindByIdAsync(StreamId stream, string id, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the whole batch last, or none of it, before it returns. After <see cref="StorageException"/> with
    /// <see cref="StorageFault.Full"/> nothing was written and a later try may succeed; after any other, no more commits are taken.
    /// A batch that contradicts what is stored (a number or position twice, a version that is not the expected one) is the caller's
    /// mistake: <see cref="InvalidOperationException"/>, nothing was written, and the next batch is taken.
    /// </summary>
    ValueTask CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <inheritdoc cref="ILog.ReadAsync"/>
    ValueTask<IReadOnlyList<Entry>> ReadAsync(StreamId stream, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The highest number of a durable entry below <paramref name="seq"/> in a stream, 0 for none.</summary>
    ValueTask<long> FindPreviousAsync(StreamId stream, long seq, CancellationToken cancellationToken);

    /// <inheritdoc cref="ILog.ReadAllAsync"/>
    ValueTask<IReadOnlyList<Entry>> ReadAllAsync(string tenant, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>The state of a log when it was opened.</summary>
/// <param name="Epoch">Its life.</param>
/// <param name="LastPosition">The place of its last durable entry, 0 for none.</param>
public sealed record LogOpening(long Epoch, long LastPosition);

/// <summary>A stream's numbers as stored.</summary>
/// <param name="LastSeq">The highest number of a durable entry ever committed, deleted ones included.</param>
/// <param name="Reserved">Numbers up to this one may have been given to ephemeral entries.</param>
public sealed record StreamNumbers(long LastSeq, long Reserved);

/// <summary>Numbers of a stream that must not be used again after a crash. The newest counts: a stop in good order cuts it back to what was used.</summary>
public readonly record struct Reservation(StreamId Stream, long UpTo);

/// <summary>What one commit holds: any number of appends.</summary>
/// <param name="Entries">Durable ones only, numbered, in order of position.</param>
/// <param name="Reservations">Numbers set aside for ephemeral entries.</param>
/// <param name="Changes">In order; a stream's deletion comes before entries of the same batch with a higher number and never removes those.</param>
public sealed record CommitBatch(IReadOnlyList<Entry> Entries, IReadOnlyList<Reservation> Reservations, IReadOnlyList<Change> Changes)
{
    /// <summary>Nothing has to be written.</summary>
    public bool IsEmpty => Entries.Count == 0 && Reservations.Count == 0 && Changes.Count == 0;

    /// <summary>For each deleted stream, the last number that goes.</summary>
    public IReadOnlyDictionary<StreamId, long> DeletedUpTo { get; init; } = new Dictionary<StreamId, long>();
}

/// <summary>What is wrong with the place where the log lives.</summary>
public enum StorageFault
{
    /// <summary>Another process has it open.</summary>
    InUse,

    /// <summary>It cannot be written.</summary>
    ReadOnly,

    /// <summary>No space is left.</summary>
    Full,

    /// <summary>It is damaged.</summary>
    Corrupt,

    /// <summary>A newer version of Carillon wrote it.</summary>
    Newer,

    /// <summary>The system refused to read or write it.</summary>
    Unavailable,
}

/// <summary>A storage failure in words for the person who runs the server: what, where, and what to do.</summary>
public sealed class StorageException(StorageFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Which kind.</summary>
    public StorageFault Fault { get; } = fault;
}
