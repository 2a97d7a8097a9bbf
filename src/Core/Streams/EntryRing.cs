namespace Carillon.Core.Streams;

/// <summary>Entries in order, oldest first, in a ring that grows; finding where a reader goes on takes a binary search.</summary>
internal sealed class EntryRing
{
    private Entry[] _entries = new Entry[8];
    private int _head;

    public int Count { get; private set; }

    public Entry this[int index] => _entries[(_head + index) & (_entries.Length - 1)];

    public void Add(Entry entry)
    {
        if (Count == _entries.Length) Grow();
        _entries[(_head + Count++) & (_entries.Length - 1)] = entry;
    }

    public Entry RemoveOldest()
    {
        var oldest = _entries[_head];
        _entries[_head] = null!;
        _head = (_head + 1) & (_entries.Length - 1);
        Count--;
        return oldest;
    }

    /// <summary>The index of the first entry whose key is above a bound; <see cref="Count"/> when there is none. Keys increase from entry to entry.</summary>
    public int FirstAbove(long bound, Func<Entry, long> key)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (key(this[middle]) > bound) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        _entries = larger;
        _head = 0;
    }
}
