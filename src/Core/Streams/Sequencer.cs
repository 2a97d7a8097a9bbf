using System.Collections.Concurrent;

namespace Carillon.Core.Streams;

/// <summary>
/// Gives out the numbers of all streams. The log's writer alone stages; what was staged counts once its commit succeeded,
/// and is taken back when it failed, so that a failed commit leaves no hole.
/// </summary>
internal sealed class Sequencer(int block)
{
    private readonly ConcurrentDictionary<StreamId, StreamState> _streams = new();
    private readonly HashSet<StreamState> _touched = [];
    private long _stagedPosition;

    /// <summary>The place of the newest committed entry in the whole log.</summary>
    public long Position { get; private set; }

    /// <summary>Begins above what storage holds.</summary>
    public void StartAt(long position) => Position = _stagedPosition = position;

    /// <summary>A stream whose numbers are in memory.</summary>
    public bool TryGet(StreamId stream, out StreamState state) => _streams.TryGetValue(stream, out state!);

    /// <summary>Takes up a stream from what is stored of it. Everything reserved may have been seen, so numbering goes on above it.</summary>
    public StreamState Load(StreamId stream, Ports.StreamNumbers? stored)
    {
        var lastSeq = stored?.LastSeq ?? 0;
        var head = Math.Max(lastSeq, stored?.Reserved ?? 0);
        return _streams.GetOrAdd(stream, new StreamState(stream, head, lastSeq, stored?.Reserved ?? 0));
    }

    /// <summary>Numbers one entry.</summary>
    public (long Seq, long Position, long? GapFrom) Stage(StreamState state, bool durable)
    {
        _touched.Add(state);
        return (state.Stage(durable, ++_stagedPosition), _stagedPosition, state.TakeLostNumbers());
    }

    /// <summary>The blocks that have to be set aside before what was staged may be seen.</summary>
    public List<Ports.Reservation> Reservations()
    {
        var reservations = new List<Ports.Reservation>();
        foreach (var state in _touched)
        {
            if (state.NeedsReservation(block, out var upTo)) reservations.Add(new Ports.Reservation(state.Stream, upTo));
        }

        return reservations;
    }

    /// <summary>What was staged is committed.</summary>
    public void Confirm()
    {
        foreach (var state in _touched) state.Confirm();
        _touched.Clear();
        Position = _stagedPosition;
    }

    /// <summary>What was staged did not happen.</summary>
    public void Revert()
    {
        foreach (var state in _touched) state.Revert();
        _touched.Clear();
        _stagedPosition = Position;
    }

    /// <summary>Blocks cut back to what was used, for a stop in good order: the next start then leaves no hole.</summary>
    public IReadOnlyList<Ports.Reservation> Unused() =>
        [.. _streams.Values.Where(state => state.Reserved > state.Head).Select(state => new Ports.Reservation(state.Stream, state.Head))];

    /// <summary>The heads of a tenant's streams whose newest entry, after a place in the log, is ephemeral: numbers a reader of the log cannot get.</summary>
    public List<(StreamId Stream, long Head)> UnkeptHeads(string tenant, long afterPosition)
    {
        var heads = new List<(StreamId, long)>();
        foreach (var (stream, state) in _streams)
        {
            // In this order: the writer sets the place after the number.
            if (stream.Tenant != tenant || state.HeadPosition <= afterPosition) continue;
            var head = state.Head;
            if (head > state.LastDurable) heads.Add((stream, head));
        }

        return heads;
    }
}

/// <summary>The numbers of one stream: committed ones for everybody, staged ones for the writer.</summary>
internal sealed class StreamState(StreamId stream, long head, long lastDurable, long reserved)
{
    private long _head = head;
    private long _lastDurable = lastDurable;
    private long _headPosition;
    private long _stagedHead = head;
    private long _stagedPosition;
    private long _stagedDurable = lastDurable;
    private long _stagedReserved = reserved;
    private bool _stagedEphemeral;
    private long? _lostFrom = head > lastDurable ? lastDurable : null;
    private long? _stagedLostFrom = head > lastDurable ? lastDurable : null;

    public StreamId Stream { get; } = stream;

    /// <summary>The last number given.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>The last number given to a durable entry.</summary>
    public long LastDurable => Volatile.Read(ref _lastDurable);

    /// <summary>Where in the log the last entry is, if it came in this process.</summary>
    public long HeadPosition => Volatile.Read(ref _headPosition);

    /// <summary>No number up to here is used again after a crash.</summary>
    public long Reserved { get; private set; } = reserved;

    /// <summary>The last number given to anything in the batch under way.</summary>
    public long StagedHead => _stagedHead;

    public long Stage(bool durable, long position)
    {
        _stagedHead++;
        _stagedPosition = position;
        if (durable) _stagedDurable = _stagedHead;
        else _stagedEphemeral = true;
        return _stagedHead;
    }

    /// <summary>After a crash, the first new entry of a stream says which numbers were lost before it.</summary>
    public long? TakeLostNumbers()
    {
        var lost = _stagedLostFrom;
        _stagedLostFrom = null;
        return lost;
    }

    public bool NeedsReservation(int block, out long upTo)
    {
        upTo = _stagedHead + block;
        if (!_stagedEphemeral || _stagedHead <= _stagedReserved) return false;
        _stagedReserved = upTo;
        return true;
    }

    public void Confirm()
    {
        Volatile.Write(ref _lastDurable, _stagedDurable);
        Volatile.Write(ref _head, _stagedHead);
        Volatile.Write(ref _headPosition, _stagedPosition);
        Reserved = _stagedReserved;
        _lostFrom = _stagedLostFrom;
        _stagedEphemeral = false;
    }

    public void Revert()
    {
        (_stagedHead, _stagedPosition, _stagedDurable) = (_head, _headPosition, _lastDurable);
        (_stagedReserved, _stagedLostFrom) = (Reserved, _lostFrom);
        _stagedEphemeral = false;
    }
}
