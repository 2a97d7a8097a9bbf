namespace Carillon.Core.Connections;

/// <summary>A ring of waiting items that knows its size in bytes and takes no memory while it is empty and small.</summary>
internal sealed class OutboxQueue
{
    private OutboxItem[] _items = [];
    private int _head;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public void Enqueue(in OutboxItem item)
    {
        if (Count == _items.Length) Resize(Math.Max(2, Count * 2));
        _items[(_head + Count++) & (_items.Length - 1)] = item;
        Bytes += item.Frame.Length;
    }

    public Frame DequeueFrame()
    {
        ref var slot = ref _items[_head];
        var frame = slot.Frame;
        slot = default;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        Bytes -= frame.Length;
        return frame;
    }

    /// <summary>The item at the front, without taking it.</summary>
    public Frame PeekFrame() => _items[_head].Frame;

    /// <summary>Lets a ring go that a burst made large.</summary>
    public void TrimEmpty()
    {
        if (Count != 0 || _items.Length <= 64) return;
        _items = [];
        _head = 0;
    }

    /// <summary>All items in order, to be rearranged.</summary>
    public List<OutboxItem> ToList()
    {
        var list = new List<OutboxItem>(Count);
        for (var i = 0; i < Count; i++) list.Add(_items[(_head + i) & (_items.Length - 1)]);
        return list;
    }

    /// <summary>Puts rearranged items in the place of all there are.</summary>
    public void Replace(List<OutboxItem> items)
    {
        Clear();
        foreach (var item in items) Enqueue(item);
    }

    public void Clear()
    {
        _items = [];
        _head = Count = 0;
        Bytes = 0;
    }

    private void Resize(int length)
    {
        var items = new OutboxItem[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)length)];
        for (var i = 0; i < Count; i++) items[i] = _items[(_head + i) & (_items.Length - 1)];
        _items = items;
        _head = 0;
    }
}
