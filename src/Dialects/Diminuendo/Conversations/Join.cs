using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>One connection's presence in one session, until it leaves or the session is deleted.</summary>
internal sealed class Join(StreamId stream, IConnection connection)
{
    private readonly Lock _gate = new();
    private Delivery? _delivery;

    /// <summary>The session's stream.</summary>
    public StreamId Stream => stream;

    /// <summary>Who.</summary>
    public IConnection Connection => connection;

    /// <summary>Whether it is over; it does not begin again.</summary>
    public bool Ended { get; private set; }

    /// <summary>Live events begin, unless it has ended meanwhile.</summary>
    public void Follow(DeliveryRequest request)
    {
        var delivery = connection.Deliver(request);
        lock (_gate)
        {
            if (!Ended)
            {
                _delivery = delivery;
                return;
            }
        }

        delivery.Dispose();
    }

    /// <summary>Nothing of the session is sent from now on.</summary>
    public void End()
    {
        Delivery? delivery;
        lock (_gate)
        {
            Ended = true;
            delivery = _delivery;
            _delivery = null;
        }

        delivery?.Dispose();
    }
}
