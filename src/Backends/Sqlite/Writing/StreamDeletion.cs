using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite.Writing;

/// <summary>Removes a stream's entries and writes down which numbers and positions they had, so that none is given again.</summary>
internal sealed class StreamDeletion(Database database, StreamTable streams)
{
    private readonly Statement _noteSeq = database.Prepare("""
        UPDATE streams
        SET deleted_seq = max(deleted_seq, ?3, coalesce((SELECT max(seq) FROM entries WHERE stream_id = ?1 AND seq <= ?2), 0))
        WHERE id = ?1
        """);

    private readonly Statement _notePosition = database.Prepare("""
        INSERT INTO meta (key, value) VALUES ('last_position', max(?1, coalesce((SELECT max(position) FROM entries), 0)))
        ON CONFLICT DO UPDATE SET value = max(value, excluded.value)
        """);

    private readonly Statement _delete = database.Prepare("DELETE FROM entries WHERE stream_id = ?1 AND seq <= ?2");

    public void Delete(CommitBatch batch)
    {
        var lastPosition = batch.Entries.Count == 0 ? 0 : batch.Entries.Max(entry => entry.Position);
        _notePosition.Bind(1, lastPosition).Run();
        foreach (var (stream, upTo) in batch.DeletedUpTo)
        {
            var id = streams.Of(stream).Id;
            var unwritten = batch.Entries.Where(entry => entry.Stream == stream && entry.Seq <= upTo).Select(entry => entry.Seq).DefaultIfEmpty(0).Max();
            _noteSeq.Bind(1, id).Bind(2, upTo).Bind(3, unwritten).Run();
            _delete.Bind(1, id).Bind(2, upTo).Run();
        }
    }
}
