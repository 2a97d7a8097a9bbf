using Carillon.Contracts.Scheduling;
using Carillon.Core.Scheduling;

namespace Carillon.Features.Scheduling.Planning;

/// <summary>A job's due times. All times are Unix milliseconds.</summary>
internal abstract class Timetable
{
    /// <summary>The first due time after a moment; null when there is none.</summary>
    public abstract long? NextAfter(long moment);

    /// <summary>The latest due times between two moments, both included, earliest first.</summary>
    public abstract IReadOnlyList<long> Latest(long from, long until, int limit);

    /// <summary>Reads a schedule. Errors: Invalid (its expression or its time zone).</summary>
    /// <param name="countedFrom">Where an interval is counted from.</param>
    public static Timetable Of(JobSchedule? schedule, string timezone, long countedFrom) => schedule switch
    {
        null => new Never(),
        { Cron: { } expression } => new ByCalendar(CronExpression.Parse(expression), TimeZoneNames.Find(timezone)),
        { EveryMs: { } interval } => new AtIntervals(countedFrom, interval),
        { At: { } at } => new AtOnce(at),
        _ => new Never(),
    };

    private sealed class Never : Timetable
    {
        public override long? NextAfter(long moment) => null;

        public override IReadOnlyList<long> Latest(long from, long until, int limit) => [];
    }

    private sealed class AtOnce(long at) : Timetable
    {
        public override long? NextAfter(long moment) => at > moment ? at : null;

        public override IReadOnlyList<long> Latest(long from, long until, int limit) => at >= from && at <= until && limit > 0 ? [at] : [];
    }

    private sealed class AtIntervals(long start, long interval) : Timetable
    {
        public override long? NextAfter(long moment) => start + ((Math.Max(0, FloorOf(moment)) + 1) * interval);

        public override IReadOnlyList<long> Latest(long from, long until, int limit)
        {
            var found = new List<long>();
            for (var n = FloorOf(until); n >= 1 && start + (n * interval) >= from && found.Count < limit; n--) found.Add(start + (n * interval));
            found.Reverse();
            return found;
        }

        private long FloorOf(long moment) => (long)Math.Floor((decimal)(moment - start) / interval);
    }

    private sealed class ByCalendar(CronExpression expression, TimeZoneInfo zone) : Timetable
    {
        private const long Minute = 60_000;

        public override long? NextAfter(long moment) =>
            expression.NextAfter(DateTimeOffset.FromUnixTimeMilliseconds(moment), zone)?.ToUnixTimeMilliseconds();

        /// <summary>Looks back over twice as long each time: the cost follows what is wanted, not how long nothing ran.</summary>
        public override IReadOnlyList<long> Latest(long from, long until, int limit)
        {
            if (limit < 1) return [];
            for (var span = Minute * limit; ; span *= 2)
            {
                var start = Math.Max(from - 1, until - span);
                var found = new List<long>();
                for (var due = NextAfter(start); due <= until; due = NextAfter(due.Value)) found.Add(due.Value);
                if (start < from || found.Count >= limit) return found.Count > limit ? found[^limit..] : found;
            }
        }
    }
}
