using Carillon.Core.Streams;

namespace Carillon.Core.Ports;

/// <summary>
/// The event log as dialects and features see it. Guarantees: an append that returned is committed; numbers of a stream
/// strictly increase and are never used twice, restarts included; everyone receives entries in the order they were committed.
/// </summary>
public interface ILog
{
    /// <summary>Which life of the log this is; it changes only when the log was lost or restored from a backup.</summary>
    long Epoch { get; }

    /// <summary>
    /// Commits events and changes together and returns them numbered, after everyone who follows was offered them.
    /// Waits while the log is busy. Errors: Conflict (id or version), TooLarge, StorageUnavailable, ShuttingDown.
    /// </summary>
    ValueTask<AppendResult> AppendAsync(Append append, CancellationToken cancellationToken);

    /// <summary>The last number given in a stream, 0 for none.</summary>
    ValueTask<long> GetHeadAsync(StreamId stream, CancellationToken cancellationToken);

    /// <summary>The place of the last durable entry in the whole log: where "from now on" begins for a cursor that outlives a restart.</summary>
    long DurablePosition { get; }

    /// <summary>A page of a stream's durable entries with a number above <paramref name="after"/>, in order.</summary>
    ValueTask<IReadOnlyList<Entry>> ReadAsync(StreamId stream, long after, int limit, CancellationToken cancellationToken);

    /// <summary>A page of a tenant's durable entries with a place above <paramref name="after"/>, in order.</summary>
    ValueTask<IReadOnlyList<Entry>> ReadAllAsync(string tenant, long after, int limit, CancellationToken cancellationToken);
}

/// <summary>Reads what appends stored beside the events.</summary>
public interface IDocuments
{
    /// <summary>One document, or null.</summary>
    ValueTask<Document?> GetAsync(DocumentKey key, CancellationToken cancellationToken);

    /// <summary>A page of a collection, ordered by sort key and then key (ordinal).</summary>
    ValueTask<IReadOnlyList<Document>> ListAsync(DocumentQuery query, CancellationToken cancellationToken);

    /// <summary>How many documents a collection has.</summary>
    ValueTask<long> CountAsync(string tenant, string collection, CancellationToken cancellationToken);

    /// <summary>Every tenant that has a document in a collection; for recovery at start.</summary>
    ValueTask<IReadOnlyList<string>> TenantsAsync(string collection, CancellationToken cancellationToken);

    /// <summary>The content under a hash, or null.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetBlobAsync(string tenant, string hash, CancellationToken cancellationToken);
}

/// <summary>Which page of a collection.</summary>
/// <param name="Prefix">Only sort keys that begin so.</param>
/// <param name="After">Where the page before ended: its last document.</param>
/// <param name="Descending">Largest sort key first.</param>
public sealed record DocumentQuery(string Tenant, string Collection, int Limit, string Prefix = "", Document? After = null, bool Descending = false);
