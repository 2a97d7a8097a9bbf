namespace Carillon.Core.Scheduling;

/// <summary>
/// What the clocks of a time zone show. It asks the zone only for its offset at a moment: that is exact for every kind of change,
/// summer time or not. Changes are taken to be more than two days apart.
/// </summary>
internal readonly struct WallClock(TimeZoneInfo zone)
{
    private static readonly TimeSpan Around = TimeSpan.FromDays(1.5);

    public DateTime At(DateTimeOffset moment) => Shown(moment, OffsetAt(moment));

    /// <summary>The moments at which the clocks show this time, earliest first: one, two where it is doubled, none where it is skipped.</summary>
    public IReadOnlyList<DateTimeOffset> Instants(DateTime wall)
    {
        var (first, last) = Candidates(wall);
        var found = new List<DateTimeOffset>(2);
        if (At(first) == wall) found.Add(first);
        if (last != first && At(last) == wall) found.Add(last);
        return found;
    }

    /// <summary>The first moment after the gap that skips this time.</summary>
    public DateTimeOffset EndOfGap(DateTime wall)
    {
        var (first, last) = Candidates(wall);
        return ChangeBetween(first, last);
    }

    /// <summary>When the clocks begin to repeat what they show now, if they will; null when it is not shown again.</summary>
    public DateTimeOffset? RepeatAfter(DateTimeOffset moment)
    {
        var instants = Instants(At(moment));
        return instants.Count == 2 && moment < instants[1] ? ChangeBetween(moment, instants[1]) : null;
    }

    private (DateTimeOffset First, DateTimeOffset Last) Candidates(DateTime wall)
    {
        var asUtc = new DateTimeOffset(DateTime.SpecifyKind(wall, DateTimeKind.Utc));
        var before = asUtc - OffsetAt(Clamp(asUtc, -Around));
        var after = asUtc - OffsetAt(Clamp(asUtc, Around));
        return before <= after ? (before, after) : (after, before);
    }

    /// <summary>The first moment with the later offset, to the second, in which zones change.</summary>
    private DateTimeOffset ChangeBetween(DateTimeOffset before, DateTimeOffset after)
    {
        var offset = OffsetAt(after);
        var (low, high) = (before.ToUnixTimeSeconds(), after.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (OffsetAt(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset) high = middle;
            else low = middle;
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }

    private TimeSpan OffsetAt(DateTimeOffset moment) => zone.GetUtcOffset(moment);

    private static DateTime Shown(DateTimeOffset moment, TimeSpan offset) => DateTime.SpecifyKind(moment.UtcDateTime + offset, DateTimeKind.Unspecified);

    private static DateTimeOffset Clamp(DateTimeOffset moment, TimeSpan by) =>
        by < TimeSpan.Zero
            ? moment - DateTimeOffset.MinValue > -by ? moment + by : moment
            : DateTimeOffset.MaxValue - moment > by ? moment + by : moment;
}
