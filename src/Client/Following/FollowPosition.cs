using System.Globalization;

namespace Carillon.Client.Following;

/// <summary>
/// How far a follow has come, and which events it has seen that the server would send again: a cursor stands at a durable
/// event, so live-only ones after it are offered twice, and are known by their numbers.
/// </summary>
internal sealed class FollowPosition(FollowRequest request)
{
    private readonly Dictionary<string, long> _seenSinceCursor = new(StringComparer.Ordinal);
    private readonly bool _oneStream = request.Streams.Count == 1;

    /// <summary>What to ask for next, as the API's <c>after</c> writes it; null for now.</summary>
    public string? After { get; private set; } = request.From.After;

    /// <summary>What of an item is news: all of it, nothing, or the announcement that part of it cannot be told apart.</summary>
    public IEnumerable<FollowItem> Take(FollowItem item)
    {
        switch (item)
        {
            case FollowedEvent { Event: var value }:
                return TakeEvent(value, item);
            case FollowedCursor { Cursor: var cursor }:
                StandAt(cursor);
                return [];
            case FollowedReset:
                _seenSinceCursor.Clear();
                return [item];
            case FollowedGap gap:
                return TakeGap(gap);
            default:
                return [item];
        }
    }

    private IEnumerable<FollowItem> TakeEvent(CarillonEvent value, FollowItem item)
    {
        var seen = _seenSinceCursor.GetValueOrDefault(value.Stream);
        if (value.Seq <= seen) return [];

        Advance(value);

        // A joined piece that is half known cannot be taken apart, and repeating text would be worse than saying so.
        return value.FirstSeq <= seen ? [new FollowedGap(value.Stream, seen, value.Seq, "overlap")] : [item];
    }

    private IEnumerable<FollowItem> TakeGap(FollowedGap gap)
    {
        var seen = _seenSinceCursor.GetValueOrDefault(gap.Stream);
        if (gap.To <= seen) return [];
        _seenSinceCursor[gap.Stream] = gap.To;
        return [gap with { From = Math.Max(gap.From, seen) }];
    }

    /// <summary>A number, once one is known, is the more exact point: it counts live-only events too.</summary>
    private void StandAt(string cursor)
    {
        if (After is null || !After.StartsWith("seq:", StringComparison.Ordinal)) After = cursor;
    }

    private void Advance(CarillonEvent value)
    {
        if (_oneStream)
        {
            After = string.Create(CultureInfo.InvariantCulture, $"seq:{value.Epoch}-{value.Seq}");
        }
        else if (value.Cursor is not null)
        {
            After = value.Cursor;

            // Whatever the server sends again after this cursor has not been seen yet, but for what comes from here on.
            _seenSinceCursor.Clear();
        }

        _seenSinceCursor[value.Stream] = value.Seq;
    }
}
