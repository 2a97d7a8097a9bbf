using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Core.Tests.Support;

/// <summary>The real storage, with its commits counted and a test's hand on them.</summary>
internal sealed class WatchedStorage(ILogStorage real) : ILogStorage
{
    private readonly List<CommitBatch> _commits = [];

    /// <summary>Every batch that was committed, in order.</summary>
    public IReadOnlyList<CommitBatch> Commits
    {
        get
        {
            lock (_commits) return [.. _commits];
        }
    }

    /// <summary>Runs before a batch reaches the file; what it throws is what the commit throws.</summary>
    public Func<CommitBatch, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs when a batch is in the file and nobody has been told yet.</summary>
    public Func<CommitBatch, Task> After { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before anything is read; what it throws is what the read throws.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    public ValueTask<LogOpening> OpenAsync(CancellationToken cancellationToken) => real.OpenAsync(cancellationToken);

    public async ValueTask CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        await Before(batch);
        await real.CommitAsync(batch, cancellationToken);
        lock (_commits) _commits.Add(batch);
        await After(batch);
    }

    public ValueTask<StreamNumbers?> FindStreamAsync(StreamId stream, CancellationToken cancellationToken) =>
        real.FindStreamAsync(stream, cancellationToken);

    public ValueTask<Entry?> FindByIdAsync(StreamId stream, string id, CancellationToken cancellationToken) =>
        real.FindByIdAsync(stream, id, cancellationToken);

    public async ValueTask<IReadOnlyList<Entry>> ReadAsync(StreamId stream, long after, int limit, CancellationToken cancellationToken)
    {
        await BeforeRead();
        return await real.ReadAsync(stream, after, limit, cancellationToken);
    }

    public ValueTask<long> FindPreviousAsync(StreamId stream, long seq, CancellationToken cancellationToken) =>
        real.FindPreviousAsync(stream, seq, cancellationToken);

    public async ValueTask<IReadOnlyList<Entry>> ReadAllAsync(string tenant, long after, int limit, CancellationToken cancellationToken)
    {
        await BeforeRead();
        return await real.ReadAllAsync(tenant, after, limit, cancellationToken);
    }

    public ValueTask<Document?> GetAsync(DocumentKey key, CancellationToken cancellationToken) => real.GetAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> ListAsync(DocumentQuery query, CancellationToken cancellationToken) =>
        real.ListAsync(query, cancellationToken);

    public ValueTask<long> CountAsync(string tenant, string collection, CancellationToken cancellationToken) =>
        real.CountAsync(tenant, collection, cancellationToken);

    public ValueTask<IReadOnlyList<string>> TenantsAsync(string collection, CancellationToken cancellationToken) =>
        real.TenantsAsync(collection, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetBlobAsync(string tenant, string hash, CancellationToken cancellationToken) =>
        real.GetBlobAsync(tenant, hash, cancellationToken);
}
