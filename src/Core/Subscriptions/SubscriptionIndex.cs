using System.Collections.Concurrent;
using Carillon.Core.Streams;

namespace Carillon.Core.Subscriptions;

/// <summary>
/// Finds who wants an entry without looking at who does not: streams, tags and mentions by hash, topics by trie. A
/// subscription is filed under the narrowest part of its filter, in its own tenant only.
/// </summary>
public sealed class SubscriptionIndex
{
    private readonly ConcurrentDictionary<string, TenantSubscriptions> _tenants = new(StringComparer.Ordinal);

    /// <summary>How many subscriptions there are.</summary>
    public int Count => _tenants.Values.Sum(tenant => tenant.Count);

    internal Filing Add(SubscriptionFilter filter, ISubscriber subscriber)
    {
        var tenant = _tenants.GetOrAdd(filter.Tenant, _ => new TenantSubscriptions());
        return new Filing(tenant, filter, subscriber);
    }

    internal void Dispatch(Entry entry, DispatchBatch batch)
    {
        if (_tenants.TryGetValue(entry.Stream.Tenant, out var tenant)) tenant.Dispatch(entry, batch);
    }

    /// <summary>A subscription's places in the index; dispose it to take it out.</summary>
    internal sealed class Filing : IDisposable
    {
        private readonly TenantSubscriptions _tenant;
        private readonly ISubscriber _subscriber;
        private SubscriptionFilter _filter;
        private SubscriberSet.Seat[] _seats;
        private bool _removed;

        public Filing(TenantSubscriptions tenant, SubscriptionFilter filter, ISubscriber subscriber)
        {
            _tenant = tenant;
            _subscriber = subscriber;
            _filter = filter;
            _seats = tenant.Add(filter, subscriber);
        }

        /// <summary>Moves it to the places of another filter of the same tenant, between two entries: each is offered by one of the two.</summary>
        /// <param name="moved">Called while no entry is offered; it takes no lock but the connection's.</param>
        public void Move(SubscriptionFilter filter, Action moved)
        {
            lock (_tenant.Gate)
            {
                if (_removed) return;
                _tenant.Remove(_filter, _seats);
                _filter = filter;
                _seats = _tenant.Add(filter, _subscriber);
                moved();
            }
        }

        public void Dispose()
        {
            lock (_tenant.Gate)
            {
                if (_removed) return;
                _removed = true;
                _tenant.Remove(_filter, _seats);
            }
        }
    }
}

/// <summary>One tenant's subscriptions. Its lock is taken before a connection's, never after.</summary>
internal sealed class TenantSubscriptions
{
    private readonly Dictionary<StreamId, SubscriberSet> _streams = [];
    private readonly Dictionary<Scope, SubscriberSet> _scopes = [];
    private readonly Dictionary<string, SubscriberSet> _mentions = new(StringComparer.Ordinal);
    private readonly TopicTrie _topics = new();
    private readonly SubscriberSet _everything = new();

    /// <summary>Held while an entry is offered and while places change.</summary>
    public Lock Gate { get; } = new();

    public int Count { get; private set; }

    public SubscriberSet.Seat[] Add(SubscriptionFilter filter, ISubscriber subscriber)
    {
        lock (Gate)
        {
            Count++;
            return filter switch
            {
                { Streams: { } streams } => [.. streams.Distinct().Select(stream => SetOf(_streams, stream).Add(subscriber))],
                { Scopes: { } scopes } => [.. scopes.Distinct().Select(scope => SetOf(_scopes, scope).Add(subscriber))],
                { Mentions: { } mentions } => [.. mentions.Distinct().Select(mention => SetOf(_mentions, mention).Add(subscriber))],
                { Topics: { } topics } => [.. topics.Distinct().Select(topic => SetOf(topic).Add(subscriber))],
                _ => [_everything.Add(subscriber)],
            };
        }
    }

    public void Remove(SubscriptionFilter filter, SubscriberSet.Seat[] seats)
    {
        lock (Gate)
        {
            Count--;
            foreach (var seat in seats) seat.Set.Remove(seat);
            foreach (var stream in filter.Streams ?? []) Prune(_streams, stream);
            foreach (var scope in filter.Scopes ?? []) Prune(_scopes, scope);
            foreach (var mention in filter.Mentions ?? []) Prune(_mentions, mention);
            if (filter is not { Streams: null, Scopes: null, Mentions: null, Topics: { } topics }) return;
            foreach (var topic in topics.Distinct())
            {
                if (topic != TopicGlob.All && _topics.SetOf(topic).Count == 0) _topics.Prune(topic);
            }
        }
    }

    public void Dispatch(Entry entry, DispatchBatch batch)
    {
        lock (Gate)
        {
            if (_streams.TryGetValue(entry.Stream, out var set)) Offer(set, entry, batch);
            if (!entry.Labels.IsEmpty) DispatchLabels(entry, batch);
            foreach (var matched in _topics.Match(entry.Type)) Offer(matched, entry, batch);
            Offer(_everything, entry, batch);
        }
    }

    private static void Offer(SubscriberSet set, Entry entry, DispatchBatch batch)
    {
        foreach (var seat in set.Seats) seat.Subscriber.Offer(entry, batch);
    }

    private static SubscriberSet SetOf<TKey>(Dictionary<TKey, SubscriberSet> sets, TKey key)
        where TKey : notnull
    {
        if (!sets.TryGetValue(key, out var set)) sets[key] = set = new SubscriberSet();
        return set;
    }

    private static void Prune<TKey>(Dictionary<TKey, SubscriberSet> sets, TKey key)
        where TKey : notnull
    {
        if (sets.TryGetValue(key, out var set) && set.Count == 0) sets.Remove(key);
    }

    private SubscriberSet SetOf(TopicGlob glob) => glob == TopicGlob.All ? _everything : _topics.SetOf(glob);

    private void DispatchLabels(Entry entry, DispatchBatch batch)
    {
        foreach (var scope in entry.Labels.Scopes)
        {
            if (_scopes.TryGetValue(scope, out var set)) Offer(set, entry, batch);
        }

        foreach (var mention in entry.Labels.Mentions)
        {
            if (_mentions.TryGetValue(mention, out var set)) Offer(set, entry, batch);
        }
    }
}
