using Carillon.Core.Streams;

namespace Carillon.Core.Subscriptions;

/// <summary>Is offered what its filter may match: called by the log's writer, in order; must be quick and must not block.</summary>
internal interface ISubscriber
{
    void Offer(Entry entry, DispatchBatch batch);
}
