using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;

namespace Carillon.Core.Deliveries;

/// <summary>
/// Feeds one subscription: history after its cursor, then live, no gap that is not announced, no repeat. While it reads
/// history, live entries only raise <see cref="_newest"/>; it turns live under the same lock that offers are made under,
/// and only when nothing newer than its cursor was offered meanwhile. A slow reader turns it back to reading history.
/// </summary>
public sealed class Delivery : ISubscriber, IDisposable
{
    private readonly Outbox _outbox;
    private readonly SubscriptionIndex _index;
    private readonly EventLog _log;
    private readonly bool _bySeq;
    private SubscriptionFilter _filter;
    private IEntryFormat _format;
    private bool _hasMoreToMatch;
    private SubscriptionIndex.Filing? _filing;
    private Action<long>? _onLive;

    // Made when history is first read: most deliveries of an idle connection never do.
    private CatchUp? _catchUp;
    private CancellationTokenSource? _stop;
    private CancellationToken _stopped;
    private long _cursor;
    private long _newest;
    private DeliveryState _state;

    internal Delivery(EventLog log, SubscriptionIndex index, Outbox outbox, DeliveryRequest request)
    {
        _log = log;
        _index = index;
        _outbox = outbox;
        _filter = request.Filter;
        _format = request.Format;
        _onLive = request.OnLive;

        // A single stream is followed by its own numbers, so that every hole shows; anything wider by places in the log.
        _bySeq = request.Start.Kind == CursorKind.Seq || (request.Start.Kind == CursorKind.Now && request.Filter.Streams is { Count: 1 });
        _hasMoreToMatch = !request.Filter.WantsAllItIsOffered;
        _cursor = request.Start.After;
        _state = request.Start.Kind == CursorKind.Now ? DeliveryState.LiveFromFirst : DeliveryState.CatchingUp;
    }

    /// <summary>Completes when whatever it does in the background has ended.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Stopped, and nothing of it runs any more.</summary>
    internal bool IsOver => _state == DeliveryState.Stopped && Completion.IsCompleted;

    internal IEntryFormat Format => _format;

    /// <summary>
    /// Wants something else from now on, and says it another way. The change falls between two entries: those before it are judged
    /// as before, those after it anew, and none comes twice or not at all. Stopped deliveries stay stopped.
    /// </summary>
    /// <param name="filter">
    /// Of the same tenant, and naming no streams: only a delivery that counts by places in the log can change. What was hidden stays so.
    /// </param>
    public void Change(SubscriptionFilter filter, IEntryFormat format)
    {
        if (_bySeq || filter.Streams is not null || filter.Tenant != _filter.Tenant)
        {
            throw new InvalidOperationException("A delivery stays with its tenant and its way of counting.");
        }

        var before = _filter;
        if (before.Hidden.Count > 0) filter = filter with { Hidden = [.. filter.Hidden.Union(before.Hidden)] };
        if (!before.ShowsMembers) filter = filter with { ShowsMembers = false };
        _filing?.Move(filter, () =>
        {
            lock (_outbox.Gate)
            {
                (_filter, _format) = (filter, format);
                _hasMoreToMatch = !filter.WantsAllItIsOffered;
                _catchUp?.Change(filter);
            }
        });
    }

    /// <summary>Stops it; nothing of it is queued from then on.</summary>
    public void Dispose()
    {
        lock (_outbox.Gate)
        {
            if (_state == DeliveryState.Stopped) return;
            _state = DeliveryState.Stopped;
        }

        _filing?.Dispose();
        _stop?.Cancel();
        _stop?.Dispose();
    }

    void ISubscriber.Offer(Entry entry, DispatchBatch batch)
    {
        if (_hasMoreToMatch && !_filter.Matches(entry))
        {
            PassOver(entry);
            return;
        }

        try
        {
            if (Take(entry)) batch.Add(_outbox);
        }
        catch (Exception exception)
        {
            // An entry that cannot be written for this peer ends this peer's connection, and concerns nobody else.
            _outbox.Fail(exception);
        }
    }

    /// <summary>Puts a live entry where it belongs; true when the outbox has to be woken.</summary>
    private bool Take(Entry entry)
    {
        lock (_outbox.Gate)
        {
            var key = KeyOf(entry);
            var told = false;
            switch (_state)
            {
                case DeliveryState.CatchingUp:
                    _newest = Math.Max(_newest, key);
                    return false;
                case DeliveryState.Stopped:
                case DeliveryState.Live when key <= _cursor:
                    return false;
                case DeliveryState.LiveFromFirst:
                    _cursor = _bySeq ? entry.FirstSeq - 1 : key - 1;
                    _state = DeliveryState.Live;
                    break;
                case DeliveryState.Live when MissingBefore(entry) is { } gap:
                    ForceGap(gap);
                    told = true;
                    _cursor = _bySeq ? gap.To : _cursor;
                    break;
            }

            switch (_outbox.Offer(new OutboxItem(entry.FrameFor(Format, _outbox.Framing), entry, this), out var wake))
            {
                case Acceptance.Taken:
                    _cursor = key;
                    break;
                case Acceptance.FellBehind:
                    _newest = key;
                    BeginCatchUp(recent: true);
                    break;
            }

            return wake || told;
        }
    }

    internal OutboxItem Announcement(Gap gap, Framing framing)
    {
        var writer = new MessageWriter(framing);
        Format.WriteGap(gap, writer);
        return new OutboxItem(writer.ToFrame(), new AnnouncedGap(gap), this);
    }

    /// <summary>Takes its place in the index and begins.</summary>
    internal void Start()
    {
        var filing = _index.Add(_filter, this);
        lock (_outbox.Gate)
        {
            if (_state != DeliveryState.Stopped)
            {
                _filing = filing;
                if (_state == DeliveryState.CatchingUp) BeginCatchUp(recent: _bySeq);
                else GoLive();
                return;
            }
        }

        filing.Dispose();
    }

    private long KeyOf(Entry entry) => _bySeq ? entry.Seq : entry.Position;

    /// <summary>An entry of a followed stream that the rest of the filter does not want still moves the cursor, or its number would look missing.</summary>
    private void PassOver(Entry entry)
    {
        lock (_outbox.Gate)
        {
            var key = KeyOf(entry);
            if (_state == DeliveryState.Live && key > _cursor) _cursor = key;
            else if (_state == DeliveryState.CatchingUp) _newest = Math.Max(_newest, key);
        }
    }

    /// <summary>A single stream shows every hole itself; for anything wider, the entry after a crash says what was lost before it.</summary>
    private Gap? MissingBefore(Entry entry)
    {
        var from = _bySeq ? _cursor : entry.GapFrom ?? entry.FirstSeq - 1;
        return from < entry.FirstSeq - 1 ? new Gap(entry.Stream, from, entry.FirstSeq - 1, GapReason.NotKept) : null;
    }

    private void ForceGap(Gap gap) => _outbox.Force(Announcement(gap, _outbox.Framing));

    private void BeginCatchUp(bool recent)
    {
        _state = DeliveryState.CatchingUp;
        if (_stop is null)
        {
            _stop = new CancellationTokenSource();
            _stopped = _stop.Token;
        }

        var history = _catchUp ??= new CatchUp(_log, _filter);
        history.Reset();
        Completion = CatchUpAsync(Completion, history, recent);
    }

    private async Task CatchUpAsync(Task before, CatchUp history, bool recent)
    {
        // Never inline: the caller holds the gate.
        await Task.Yield();
        await before;
        try
        {
            while (true)
            {
                await _outbox.DrainAsync(_stopped);
                var (after, seen) = Position();
                var page = await history.ReadAsync(after, _bySeq, recent, _stopped);
                if (await HandOverAsync(page, seen)) return;
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // Stopped while it read.
        }
        catch (Exception exception)
        {
            // History that cannot be read or written would leave a silent hole: the peer is sent away, and may resume.
            _outbox.Fail(exception);
        }
    }

    private (long Cursor, long Newest) Position()
    {
        lock (_outbox.Gate) return (_cursor, _newest);
    }

    /// <summary>Queues a page at the reader's own pace; true when the delivery is live, or over.</summary>
    private async ValueTask<bool> HandOverAsync(CatchUpPage page, long seen)
    {
        var next = 0;
        while (true)
        {
            var done = false;
            lock (_outbox.Gate)
            {
                if (_state != DeliveryState.CatchingUp) return true;
                while (next < page.Items.Count && _outbox.HasRoomForHistory) Force(page.Items[next++]);
                if (next == page.Items.Count)
                {
                    _cursor = Math.Max(_cursor, page.ReadUpTo);
                    done = page.IsLast && Settle(seen);
                }
            }

            _outbox.Schedule();
            if (next == page.Items.Count) return done;
            await _outbox.DrainAsync(_stopped);
        }
    }

    private void Force(CatchUpItem item)
    {
        if (item.Gap is { } gap) ForceGap(gap);
        if (item.Entry is not { } entry || !_filter.Matches(entry)) return;
        _outbox.Force(new OutboxItem(entry.FrameFor(Format, _outbox.Framing), entry, this));
    }

    /// <summary>
    /// Nothing was left to read, and what had been offered before that read is among what was read: live from here, unless
    /// something came since, which needs another look.
    /// </summary>
    private bool Settle(long seen)
    {
        _cursor = Math.Max(_cursor, seen);
        if (_newest > _cursor) return false;
        _state = DeliveryState.Live;
        GoLive();
        return true;
    }

    private void GoLive()
    {
        var onLive = _onLive;
        _onLive = null;
        onLive?.Invoke(_cursor);
    }
}
