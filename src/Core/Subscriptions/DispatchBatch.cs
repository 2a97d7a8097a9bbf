using System.Buffers;
using Carillon.Core.Connections;

namespace Carillon.Core.Subscriptions;

/// <summary>
/// The connections that a batch of entries reached: each is woken once, when the whole batch is queued. They write in groups,
/// one after the other on one thread: for a message to many, handing each of them over would cost more than its write.
/// </summary>
internal sealed class DispatchBatch
{
    // Small enough for other work to come in between, and for several cores to share a large fan-out.
    private const int GroupSize = 64;

    private readonly List<Outbox> _reached = [];

    public void Add(Outbox outbox) => _reached.Add(outbox);

    public void Flush()
    {
        WriteGroup? group = null;
        foreach (var outbox in _reached)
        {
            if (!outbox.TryActivate()) continue;
            group ??= new WriteGroup();
            if (!group.Add(outbox)) continue;
            group.Queue();
            group = null;
        }

        group?.Queue();
        _reached.Clear();
    }

    private sealed class WriteGroup : IThreadPoolWorkItem
    {
        private readonly Outbox[] _outboxes = ArrayPool<Outbox>.Shared.Rent(GroupSize);
        private int _count;

        /// <summary>Takes one more; true when the group is full.</summary>
        public bool Add(Outbox outbox)
        {
            _outboxes[_count++] = outbox;
            return _count == GroupSize;
        }

        public void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        void IThreadPoolWorkItem.Execute()
        {
            foreach (var outbox in _outboxes.AsSpan(0, _count)) outbox.Pump();
            ArrayPool<Outbox>.Shared.Return(_outboxes, clearArray: true);
        }
    }
}
