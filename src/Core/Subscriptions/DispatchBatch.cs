using Carillon.Core.Connections;

namespace Carillon.Core.Subscriptions;

/// <summary>The connections that a batch of entries reached: each is woken once, when the whole batch is queued.</summary>
internal sealed class DispatchBatch
{
    private readonly List<Outbox> _reached = [];

    public void Add(Outbox outbox) => _reached.Add(outbox);

    public void Flush()
    {
        foreach (var outbox in _reached) outbox.Schedule();
        _reached.Clear();
    }
}
