namespace Carillon.Core.Streams;

/// <summary>
/// The newest entries of the whole log, ephemerals included, bounded in bytes: whoever was away only a moment is fed from
/// here without a gap and without a read from storage.
/// </summary>
internal sealed class TailCache(long maxBytes)
{
    // What an entry costs beside its data: the object, its envelope strings' share, and its places in two queues.
    private const int EntryOverhead = 200;

    private readonly Lock _gate = new();
    private readonly EntryRing _all = new();
    private readonly Dictionary<StreamId, EntryRing> _byStream = [];
    private long _bytes;
    private long _floor;

    /// <summary>Everything after this place in the log is here.</summary>
    public void StartAt(long position)
    {
        lock (_gate) _floor = position;
    }

    /// <summary>Keeps an entry; entries come in the order of the log.</summary>
    public void Add(Entry entry)
    {
        lock (_gate)
        {
            _all.Add(entry);
            if (!_byStream.TryGetValue(entry.Stream, out var own)) _byStream[entry.Stream] = own = new EntryRing();
            own.Add(entry);
            _bytes += CostOf(entry);
            while (_bytes > maxBytes && _all.Count > 1) DropOldest();
        }
    }

    /// <summary>Forgets a stream that was deleted: nobody is handed its entries any more, though they take their room until they are the oldest.</summary>
    public void Forget(StreamId stream)
    {
        lock (_gate)
        {
            _byStream.Remove(stream);
        }
    }

    /// <summary>Copies what comes after a number in one stream; false when something after it is no longer here.</summary>
    public bool TryRead(StreamId stream, long afterSeq, int limit, List<Entry> into)
    {
        lock (_gate)
        {
            if (!_byStream.TryGetValue(stream, out var own) || own.Count == 0) return false;
            var oldest = own[0];
            if ((oldest.GapFrom ?? oldest.Seq - 1) > afterSeq) return false;
            Copy(own, own.FirstAbove(afterSeq, static entry => entry.Seq), stream.Tenant, limit, into);
            return true;
        }
    }

    /// <summary>Copies what comes after a place in the log in one tenant; false when something after it is no longer here.</summary>
    public bool TryReadAll(string tenant, long afterPosition, int limit, List<Entry> into)
    {
        lock (_gate)
        {
            if (_floor > afterPosition) return false;
            Copy(_all, _all.FirstAbove(afterPosition, static entry => entry.Position), tenant, limit, into);
            return true;
        }
    }

    // Its data, and the same in the first encoding that somebody was sent: an entry keeps its bytes.
    private static long CostOf(Entry entry) => EntryOverhead + (2L * entry.Data.Length);

    /// <summary>False for what was there of a stream before it was forgotten.</summary>
    private bool IsHere(Entry entry) => _byStream.TryGetValue(entry.Stream, out var own) && own[0].Position <= entry.Position;

    private void Copy(EntryRing from, int first, string tenant, int limit, List<Entry> into)
    {
        for (var i = first; i < from.Count && into.Count < limit; i++)
        {
            if (from[i].Stream.Tenant == tenant && IsHere(from[i])) into.Add(from[i]);
        }
    }

    private void DropOldest()
    {
        var oldest = _all.RemoveOldest();
        _floor = oldest.Position;
        _bytes -= CostOf(oldest);

        // The oldest of all is the oldest of its stream, but where that was forgotten.
        if (!_byStream.TryGetValue(oldest.Stream, out var own) || own[0] != oldest) return;
        own.RemoveOldest();
        if (own.Count == 0) _byStream.Remove(oldest.Stream);
    }
}
