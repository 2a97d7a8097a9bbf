using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Opening;
using Carillon.Backends.Sqlite.Reading;
using Carillon.Backends.Sqlite.Writing;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite;

/// <summary>Everything that lives from opening to closing.</summary>
internal sealed class OpenLog : IAsyncDisposable
{
    private const int LookupCount = 2;

    private readonly Writer _writer;
    private readonly SidecarNotes _notes;
    private readonly DirectoryLock _held;

    public OpenLog(SqliteOptions options, Database database, SidecarNotes notes, long epoch, DirectoryLock held)
    {
        _writer = new Writer(database);
        _notes = notes;
        _held = held;
        Commits = new CommitThread(Commit);
        Readers = new ReaderPool(options.ReaderCount, () => new Reader(Connections.OpenReader(options.DatabasePath), epoch));
        Lookups = new ReaderPool(LookupCount, () => new Reader(Connections.OpenReader(options.DatabasePath), epoch));
    }

    public CommitThread Commits { get; }

    public ReaderPool Readers { get; }

    /// <summary>For single rows: what the log asks before it numbers a batch must not wait behind clients that read history.</summary>
    public ReaderPool Lookups { get; }

    public async ValueTask DisposeAsync()
    {
        await Commits.DisposeAsync();
        await Readers.DisposeAsync();
        await Lookups.DisposeAsync();

        // The last connection to close copies the write-ahead log into the file.
        _writer.Dispose();
        _notes.Write();
        _held.Dispose();
    }

    private void Commit(CommitBatch batch)
    {
        _writer.Commit(batch);
        if (batch.Entries.Count > 0) _notes.Committed(batch.Entries[^1].Position);
    }
}
