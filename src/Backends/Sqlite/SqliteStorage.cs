using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Opening;
using Carillon.Backends.Sqlite.Reading;
using Carillon.Backends.Sqlite.Schema;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Microsoft.Extensions.Logging;

namespace Carillon.Backends.Sqlite;

/// <summary>
/// Keeps the log in one SQLite file: one connection writes, a few read. Reads run on the caller's thread and take microseconds
/// to milliseconds; commits run on a thread of their own. The format is for people too: <c>sqlite3 carillon.db 'SELECT * FROM events'</c>.
/// </summary>
/// <param name="clock">Stamps a new epoch.</param>
/// <param name="ids">Names a new log.</param>
public sealed partial class SqliteStorage(SqliteOptions options, TimeProvider clock, IIdSource ids, ILogger<SqliteStorage> logger)
    : ILogStorage, IAsyncDisposable
{
    private OpenLog? _open;

    private OpenLog Log => _open ?? throw new InvalidOperationException("The storage is not open.");

    /// <inheritdoc/>
    public ValueTask<LogOpening> OpenAsync(CancellationToken cancellationToken)
    {
        if (_open is not null) throw new InvalidOperationException("The storage is open already.");
        cancellationToken.ThrowIfCancellationRequested();
        var held = DirectoryLock.Take(options.DataDirectory);
        try
        {
            return ValueTask.FromResult(Open(held));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        // Once handed over, a commit is not called back: nobody could say whether it lasts.
        cancellationToken.ThrowIfCancellationRequested();
        await Log.Commits.CommitAsync(batch);
    }

    /// <inheritdoc/>
    public async ValueTask<StreamNumbers?> FindStreamAsync(StreamId stream, CancellationToken cancellationToken)
    {
        using var lease = await Log.Lookups.RentAsync(cancellationToken);
        return lease.Reader.FindStream(stream);
    }

    /// <inheritdoc/>
    public async ValueTask<Entry?> FindByIdAsync(StreamId stream, string id, CancellationToken cancellationToken)
    {
        using var lease = await Log.Lookups.RentAsync(cancellationToken);
        return lease.Reader.FindById(stream, id);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> ReadAsync(StreamId stream, long after, int limit, CancellationToken cancellationToken) =>
        PageAsync(reader => reader.Page(stream, after, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long> FindPreviousAsync(StreamId stream, long seq, CancellationToken cancellationToken)
    {
        using var lease = await Log.Lookups.RentAsync(cancellationToken);
        return lease.Reader.FindPrevious(stream, seq);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(string tenant, long after, int limit, CancellationToken cancellationToken) =>
        PageAsync(reader => reader.TenantPage(tenant, after, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Document?> GetAsync(DocumentKey key, CancellationToken cancellationToken)
    {
        using var lease = await Log.Lookups.RentAsync(cancellationToken);
        return lease.Reader.Documents.Get(key);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Document>> ListAsync(DocumentQuery query, CancellationToken cancellationToken) =>
        PageAsync(reader => reader.Documents.List(query), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(string tenant, string collection, CancellationToken cancellationToken) =>
        PageAsync(reader => reader.Documents.Count(tenant, collection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> TenantsAsync(string collection, CancellationToken cancellationToken) =>
        PageAsync(reader => reader.Documents.Tenants(collection), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetBlobAsync(string tenant, string hash, CancellationToken cancellationToken)
    {
        using var lease = await Log.Readers.RentAsync(cancellationToken);
        return lease.Reader.Documents.Blob(tenant, hash);
    }

    /// <summary>Waits for what runs, closes the file so that it stands alone without its write-ahead log, and frees the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _open, null) is not { } open) return;
        await open.DisposeAsync();
        LogClosed(options.DatabasePath);
    }

    private async ValueTask<T> PageAsync<T>(Func<Reader, T> read, CancellationToken cancellationToken)
    {
        // Who reads page after page would otherwise keep a thread of the pool to itself: nothing in between has to wait.
        await Task.Yield();
        using var lease = await Log.Readers.RentAsync(cancellationToken);
        return read(lease.Reader);
    }

    private LogOpening Open(DirectoryLock held)
    {
        FileInspection.Inspect(options.DatabasePath);
        var remembered = ReadSidecar();
        var database = Connections.OpenWriter(options);
        try
        {
            Migrations.Apply(database);
            var life = LogLife.Begin(database, remembered, clock, ids);
            var notes = new SidecarNotes(options.DataDirectory, life.Mark, clock, logger);
            notes.Write();
            _open = new OpenLog(options, database, notes, life.Mark.Epoch, held);
            LogOpened(options.DatabasePath, life.Beginning, life.Mark.Epoch, life.Mark.Position);
            if (life.Beginning == Beginning.OlderCopy) LogOlderCopy(options.DatabasePath, life.Mark.Position, remembered?.Position ?? 0);
            return new LogOpening(life.Mark.Epoch, life.Mark.Position);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private Sidecar? ReadSidecar()
    {
        try
        {
            return Sidecar.Read(options.DataDirectory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failures.Of(error, options.DataDirectory);
        }
    }

    [LoggerMessage(3000, LogLevel.Information, "Opened {Path} ({Beginning}): epoch {Epoch}, last position {Position}")]
    private partial void LogOpened(string path, Beginning beginning, long epoch, long position);

    [LoggerMessage(3001, LogLevel.Warning, "{Path} is not the log that was last open here: it ends at position {Position}, but {Remembered} was seen. Its epoch is new; clients start over")]
    private partial void LogOlderCopy(string path, long position, long remembered);

    [LoggerMessage(3002, LogLevel.Information, "Closed {Path}")]
    private partial void LogClosed(string path);
}
