using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Writing;

/// <summary>The one connection that writes: a batch is one transaction.</summary>
internal sealed class Writer : IDisposable
{
    private readonly Database _database;
    private readonly StreamTable _streams;
    private readonly EntryWriter _entries;
    private readonly StreamDeletion _deletion;
    private readonly DocumentWriter _documents;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _reserve;
    private Exception? _broken;

    public Writer(Database database)
    {
        _database = database;
        _streams = new StreamTable(database);
        _entries = new EntryWriter(database, _streams);
        _deletion = new StreamDeletion(database, _streams);
        _documents = new DocumentWriter(database);
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _reserve = database.Prepare("UPDATE streams SET reserved = ?2 WHERE id = ?1");
    }

    public void Commit(CommitBatch batch)
    {
        if (_broken is not null) throw _broken;
        try
        {
            _begin.Run();
            Write(batch);
            _commit.Run();
        }
        catch (Exception error)
        {
            // After a failed sync nobody knows what reached the disk, so only a full disk, which SQLite reports before
            // anything is promised, and a caller's mistake leave the writer in use.
            if (error is StorageException { Fault: not StorageFault.Full }) _broken = error;
            _database.Rollback();
            _streams.Forget();
            _entries.Forget();
            throw;
        }
    }

    public void Dispose()
    {
        _entries.Dispose();
        _database.Dispose();
    }

    private void Write(CommitBatch batch)
    {
        // What goes is removed first, and entries of this batch that go as well are never written: an id that was
        // published before the deletion may be published again after it.
        var deleted = batch.DeletedUpTo;
        if (deleted.Count > 0) _deletion.Delete(batch);
        foreach (var entry in batch.Entries)
        {
            if (deleted.Count > 0 && deleted.TryGetValue(entry.Stream, out var upTo) && entry.Seq <= upTo) continue;
            _entries.Write(entry);
        }

        foreach (var reservation in batch.Reservations)
        {
            _reserve.Bind(1, _streams.Of(reservation.Stream).Id).Bind(2, reservation.UpTo).Run();
        }

        foreach (var change in batch.Changes) Apply(change, deleted);
    }

    private void Apply(Change change, IReadOnlyDictionary<StreamId, long> deleted)
    {
        switch (change)
        {
            case PutDocument put:
                _documents.Put(put);
                break;
            case DeleteDocument delete:
                _documents.Delete(delete.Key);
                break;
            case DeleteCollection delete:
                _documents.Delete(delete);
                break;
            case PutBlob blob:
                _documents.Put(blob);
                break;
            case DeleteStream { Stream: var stream } when deleted.ContainsKey(stream):
                break;
            case DeleteStream { Stream: var stream }:
                throw new InvalidOperationException($"The batch deletes {stream} without saying up to which number.");
            default:
                throw new InvalidOperationException($"This storage knows no change of kind {change.GetType().Name}.");
        }
    }
}
