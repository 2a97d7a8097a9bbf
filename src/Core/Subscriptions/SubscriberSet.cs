namespace Carillon.Core.Subscriptions;

/// <summary>A dense list of subscribers under one key; adding and removing cost the same whatever its length.</summary>
internal sealed class SubscriberSet
{
    private Seat[] _seats = new Seat[4];

    public int Count { get; private set; }

    public ReadOnlySpan<Seat> Seats => _seats.AsSpan(0, Count);

    public Seat Add(ISubscriber subscriber)
    {
        if (Count == _seats.Length) Array.Resize(ref _seats, Count * 2);
        var seat = new Seat(this, subscriber, Count);
        _seats[Count++] = seat;
        return seat;
    }

    public void Remove(Seat seat)
    {
        var last = _seats[--Count];
        _seats[seat.Index] = last;
        last.Index = seat.Index;
        _seats[Count] = null!;
        if (Count > 16 && Count < _seats.Length / 4) Array.Resize(ref _seats, _seats.Length / 2);
    }

    /// <summary>One subscriber's place in one set.</summary>
    internal sealed class Seat(SubscriberSet set, ISubscriber subscriber, int index)
    {
        public SubscriberSet Set { get; } = set;

        public ISubscriber Subscriber { get; } = subscriber;

        public int Index { get; set; } = index;
    }
}
