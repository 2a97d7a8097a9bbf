using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Events;

namespace Carillon.Core.Deliveries;

/// <summary>Something to hand over from history: an entry, or the announcement of missing numbers before it.</summary>
internal readonly record struct CatchUpItem(Entry? Entry, Gap? Gap);

/// <summary>A piece of history.</summary>
/// <param name="ReadUpTo">Everything up to here has been read, wanted or not.</param>
/// <param name="IsLast">Nothing more was there when it was read.</param>
internal sealed record CatchUpPage(IReadOnlyList<CatchUpItem> Items, long ReadUpTo, bool IsLast);

/// <summary>
/// Reads history in pages, from memory where it reaches back far enough, else from the log, and finds the numbers that are
/// missing between entries: those of ephemerals, which the log does not keep.
/// </summary>
internal sealed class CatchUp(EventLog log, SubscriptionFilter filter)
{
    private const int FewestEntries = 4;
    private const int MostEntries = 512;
    private const long LargePage = 1024 * 1024;
    private const long SmallPage = 256 * 1024;

    private readonly Dictionary<StreamId, long> _lastSeqs = [];
    private readonly List<CatchUpItem> _items = [];
    private readonly List<Entry> _recent = [];
    private volatile SubscriptionFilter _filter = filter;
    private int _limit = 64;
    private long? _start;
    private bool _fromLog;
    private bool _nearEnd;

    /// <summary>Forgets what an earlier catch-up saw.</summary>
    public void Reset()
    {
        _lastSeqs.Clear();
        _start = null;
        _fromLog = _nearEnd = false;
    }

    /// <summary>The pages read from now on are for another filter.</summary>
    public void Change(SubscriptionFilter filter) => _filter = filter;

    /// <summary>The next page after a cursor.</summary>
    /// <param name="bySeq">Whether the cursor counts a stream's numbers or places in the log.</param>
    /// <param name="recent">Whether ephemerals that are still in memory may be handed over.</param>
    public async ValueTask<CatchUpPage> ReadAsync(long after, bool bySeq, bool recent, CancellationToken cancellationToken)
    {
        _items.Clear();
        _recent.Clear();
        var page = bySeq
            ? await ReadStreamAsync(_filter.Streams![0], after, recent, cancellationToken)
            : await ReadTenantAsync(after, recent, cancellationToken);
        Adapt();
        return page;
    }

    private async ValueTask<CatchUpPage> ReadStreamAsync(StreamId stream, long after, bool recent, CancellationToken cancellationToken)
    {
        if (recent && log.Tail.TryRead(stream, after, _limit, _recent)) return Follow(stream, _recent, after);

        // The head is taken before the page is read: whatever the page then lacks up to the head was ephemeral.
        var head = await log.GetHeadAsync(stream, cancellationToken);
        var kept = Published(await log.ReadAsync(stream, after, _limit, cancellationToken), entry => entry.Seq <= head);
        var page = Follow(stream, kept, after);
        if (!page.IsLast || head <= page.ReadUpTo) return page;
        _items.Add(new CatchUpItem(null, new Gap(stream, page.ReadUpTo, head, GapReason.NotKept)));
        return page with { ReadUpTo = head };
    }

    /// <summary>Entries of one stream in order: each hole between their numbers is announced.</summary>
    private CatchUpPage Follow(StreamId stream, IReadOnlyList<Entry> entries, long after)
    {
        var last = after;
        foreach (var entry in entries)
        {
            if (entry.FirstSeq > last + 1) _items.Add(new CatchUpItem(null, new Gap(stream, last, entry.FirstSeq - 1, GapReason.NotKept)));
            _items.Add(new CatchUpItem(entry, null));
            last = entry.Seq;
        }

        return new CatchUpPage(_items, last, entries.Count < _limit);
    }

    private async ValueTask<CatchUpPage> ReadTenantAsync(long after, bool recent, CancellationToken cancellationToken)
    {
        _start ??= after;

        // Once numbers were passed over that only the log could not give, memory cannot say any more which those were.
        if (recent && !_fromLog && log.Tail.TryReadAll(_filter.Tenant, after, _limit, _recent)) return FollowAll(after);
        _fromLog = true;

        // Both are taken before the page is read: what the page then lacks up to there was ephemeral. The heads of all
        // streams are looked up only where the end is near, as there may be many.
        var committed = log.Sequencer.Position;
        var heads = _nearEnd ? log.Sequencer.UnkeptHeads(_filter.Tenant, _start.Value) : null;
        var kept = Published(await log.ReadAllAsync(_filter.Tenant, after, _limit, cancellationToken), entry => entry.Position <= committed);
        foreach (var entry in kept)
        {
            if (!_filter.Matches(entry) && !IsFollowed(entry.Stream)) continue;
            await AnnounceUpToAsync(entry.Stream, entry.Seq - 1, cancellationToken);
            _lastSeqs[entry.Stream] = entry.Seq;
            _items.Add(new CatchUpItem(entry, null));
        }

        var readUpTo = kept.Count == 0 ? after : kept[^1].Position;
        _nearEnd = kept.Count < _limit;
        if (!_nearEnd || heads is null) return new CatchUpPage(_items, readUpTo, false);
        foreach (var (stream, head) in heads) await AnnounceUpToAsync(stream, head, cancellationToken);
        return new CatchUpPage(_items, Math.Max(committed, readUpTo), true);
    }

    /// <summary>
    /// Storage shows a batch a moment before it is published. What is not published yet will be offered like everything
    /// live; taking it from here would pass over the ephemerals in front of it.
    /// </summary>
    private static IReadOnlyList<Entry> Published(IReadOnlyList<Entry> kept, Func<Entry, bool> isPublished) =>
        kept.Count == 0 || isPublished(kept[^1]) ? kept : [.. kept.TakeWhile(isPublished)];

    private CatchUpPage FollowAll(long after)
    {
        foreach (var entry in _recent)
        {
            if (entry.GapFrom is { } from && IsFollowed(entry.Stream)) Announce(entry.Stream, from, entry.Seq - 1);
            _lastSeqs[entry.Stream] = entry.Seq;
            _items.Add(new CatchUpItem(entry, null));
        }

        return new CatchUpPage(_items, _recent.Count == 0 ? after : _recent[^1].Position, _recent.Count < _limit);
    }

    /// <summary>Announces the numbers between what came last of a stream and a number, that one included.</summary>
    private async ValueTask AnnounceUpToAsync(StreamId stream, long to, CancellationToken cancellationToken)
    {
        if (!IsFollowed(stream)) return;
        if (!_lastSeqs.TryGetValue(stream, out var last)) last = await log.FindPreviousAsync(stream, to + 1, cancellationToken);
        if (to <= last) return;
        Announce(stream, last, to);
        _lastSeqs[stream] = to;
    }

    private void Announce(StreamId stream, long from, long to) =>
        _items.Add(new CatchUpItem(null, new Gap(stream, from, to, GapReason.NotKept)));

    /// <summary>
    /// Whether missing numbers of a stream can concern this reader: it follows the stream, and where it asks for topics only,
    /// some ephemeral type of such a stream is among them. Streams with custom types may hold anything.
    /// </summary>
    private bool IsFollowed(StreamId stream)
    {
        if (!_filter.MayHold(stream)) return false;
        if (_filter.Topics is not { } topics || stream.Kind == StreamKind.Custom) return true;
        return Catalogue.All.Any(type =>
            type.Stream == stream.Kind && type.Durability == Durability.Ephemeral && topics.Any(topic => topic.Matches(type.Type)));
    }

    /// <summary>Pages grow while they are small and shrink when they are large: their memory is bounded whatever the size of entries.</summary>
    private void Adapt()
    {
        var bytes = 0L;
        foreach (var item in _items) bytes += item.Entry?.Data.Length ?? 0;
        if (bytes > LargePage) _limit = Math.Max(FewestEntries, _limit / 4);
        else if (bytes < SmallPage) _limit = Math.Min(MostEntries, _limit * 2);
    }
}
