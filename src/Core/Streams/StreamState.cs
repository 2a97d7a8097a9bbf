namespace Carillon.Core.Streams;

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
    private bool _used = true;
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

    /// <summary>Whether the newest number is a durable entry's, so that storage knows all there is to know.</summary>
    public bool IsKept => _head == _lastDurable;

    /// <summary>Whether it was used since this was last asked.</summary>
    public bool TakeUsed()
    {
        var used = _used;
        _used = false;
        return used;
    }

    public long Stage(bool durable, long position)
    {
        _used = true;
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
