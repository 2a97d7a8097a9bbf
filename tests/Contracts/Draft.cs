using System.Text;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.ContractSuites;

/// <summary>Numbers entries the way the log's writer does and collects them into one batch after another.</summary>
public sealed class Draft
{
    private readonly Dictionary<StreamId, long> _heads = [];
    private readonly Dictionary<StreamId, long> _deleted = [];
    private readonly List<Entry> _entries = [];
    private readonly List<Reservation> _reservations = [];
    private readonly List<Change> _changes = [];

    /// <summary>The place of the newest entry.</summary>
    public long Position { get; set; }

    /// <summary>Adds a durable entry with the stream's next number.</summary>
    public Draft Add(StreamId stream, string data = "{}", string? id = null, Labels? labels = null, string type = "note.added")
    {
        var seq = _heads[stream] = _heads.GetValueOrDefault(stream) + 1;
        Position++;
        _entries.Add(new Entry
        {
            Stream = stream,
            Seq = seq,
            Epoch = 1,
            Position = Position,
            Time = 1_700_000_000_000 + Position,
            Type = type,
            Durable = true,
            Id = id,
            Data = Encoding.UTF8.GetBytes(data),
            Labels = labels ?? Labels.None,
        });
        return this;
    }

    /// <summary>Lets numbers and places pass, as ephemeral entries do.</summary>
    public Draft Skip(StreamId stream, int count)
    {
        _heads[stream] = _heads.GetValueOrDefault(stream) + count;
        Position += count;
        return this;
    }

    /// <summary>Sets numbers aside.</summary>
    public Draft Reserve(StreamId stream, long upTo)
    {
        _reservations.Add(new Reservation(stream, upTo));
        return this;
    }

    /// <summary>Adds any change; a stream's deletion reaches up to the number given last.</summary>
    public Draft Change(Change change)
    {
        _changes.Add(change);
        if (change is DeleteStream deletion) _deleted[deletion.Stream] = _heads.GetValueOrDefault(deletion.Stream);
        return this;
    }

    /// <summary>Adds a document.</summary>
    public Draft Put(DocumentKey key, string json, string sortKey = "", long? expected = null) =>
        Change(new PutDocument(key, Encoding.UTF8.GetBytes(json), sortKey, expected));

    /// <summary>What was collected since the last batch.</summary>
    public CommitBatch Take()
    {
        var batch = new CommitBatch([.. _entries], [.. _reservations], [.. _changes])
        {
            DeletedUpTo = new Dictionary<StreamId, long>(_deleted),
        };
        _entries.Clear();
        _reservations.Clear();
        _changes.Clear();
        _deleted.Clear();
        return batch;
    }
}
