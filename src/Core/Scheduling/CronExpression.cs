using Carillon.Core.Errors;

namespace Carillon.Core.Scheduling;

/// <summary>
/// A cron expression: minute, hour, day of the month, month, day of the week. Fields are <c>*</c>, values, ranges <c>1-5</c>, steps
/// <c>*/15</c>, <c>10-50/10</c> or <c>5/15</c>, and lists of them; months and days of the week have names; Sunday is 0 and 7. When both
/// fields of days are narrowed (neither begins with a star), a day fits that fits either. <c>@hourly</c>, <c>@daily</c> (or
/// <c>@midnight</c>), <c>@weekly</c>, <c>@monthly</c> and <c>@yearly</c> (or <c>@annually</c>) stand for the usual ones.
/// </summary>
/// <remarks>
/// Where clocks are put forward or back, an expression whose minutes and hours are single values means times of day, and each comes
/// once: one that is skipped comes at the first moment after the gap, one that is doubled comes the first time only. An expression
/// with a star, a range or a step in its minutes or hours means a rhythm: what is skipped does not come, what is doubled comes twice.
/// </remarks>
public sealed class CronExpression : IEquatable<CronExpression>
{
    // The 29th of February on a given day of the week comes every 28 years, or 40 where a century has no leap day.
    private const int LongestWaitInYears = 41;

    private readonly CronField _minute;
    private readonly CronField _hour;
    private readonly CronField _dayOfMonth;
    private readonly CronField _month;
    private readonly CronField _dayOfWeek;

    private CronExpression(string text, string[] fields)
    {
        Text = text;
        _minute = CronField.Read(fields[0], CronFieldKind.Minute);
        _hour = CronField.Read(fields[1], CronFieldKind.Hour);
        _dayOfMonth = CronField.Read(fields[2], CronFieldKind.DayOfMonth);
        _month = CronField.Read(fields[3], CronFieldKind.Month);
        _dayOfWeek = CronField.Read(fields[4], CronFieldKind.DayOfWeek);
    }

    /// <summary>As it was written, with single blanks.</summary>
    public string Text { get; }

    private bool IsRhythm => _minute.Repeats || _hour.Repeats;

    /// <summary>Reads an expression. Errors: Invalid, with the field and what is wrong in it.</summary>
    public static CronExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var written = string.Join(' ', fields);
        if (written.StartsWith('@')) fields = Written(written).Split(' ');
        if (fields.Length != 5)
        {
            var hint = fields.Length == 6 ? " Seconds are not among them." : "";
            throw new CarillonException(
                ErrorCode.Invalid, $"A cron expression has 5 fields (minute, hour, day of the month, month, day of the week); this one has {fields.Length}.{hint}");
        }

        var parsed = new CronExpression(written, fields);
        return parsed.NextWall(new DateTime(2000, 1, 1)) is not null
            ? parsed
            : throw new CarillonException(ErrorCode.Invalid, "This date never comes: no such month has that many days.");
    }

    /// <summary>The first moment after the given one at which it is due in a time zone; null when the calendar ends before.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset moment, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var clock = new WallClock(zone);
        var wall = clock.At(moment);
        var repeated = IsRhythm ? clock.RepeatAfter(moment) : null;
        var from = wall;
        while (NextWall(from) is { } next)
        {
            var due = Due(clock, next);
            if (due.Count > 0 && due[0] >= repeated) return FirstFrom(clock, repeated.Value);
            foreach (var instant in due)
            {
                // Until the clocks repeat themselves, only what they show for the first time counts.
                if (instant > moment && (repeated is null || instant < repeated)) return instant;
            }

            from = next.AddMinutes(1);
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(CronExpression? other) => other is not null && other.Text == Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CronExpression);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Written(string name) => name.ToLowerInvariant() switch
    {
        "@hourly" => "0 * * * *",
        "@daily" or "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" or "@annually" => "0 0 1 1 *",
        _ => throw new CarillonException(ErrorCode.Invalid, "There are @hourly, @daily, @weekly, @monthly and @yearly."),
    };

    /// <summary>The moments at which a wall clock's time makes it due, earliest first.</summary>
    private IReadOnlyList<DateTimeOffset> Due(WallClock clock, DateTime wall)
    {
        var instants = clock.Instants(wall);
        if (IsRhythm) return instants;
        return instants.Count == 0 ? [clock.EndOfGap(wall)] : [instants[0]];
    }

    /// <summary>The first moment of a doubled stretch's second pass, or after it, that fits.</summary>
    private DateTimeOffset? FirstFrom(WallClock clock, DateTimeOffset start)
    {
        var from = clock.At(start);
        while (NextWall(from) is { } next)
        {
            foreach (var instant in clock.Instants(next))
            {
                if (instant >= start) return instant;
            }

            from = next.AddMinutes(1);
        }

        return null;
    }

    /// <summary>The first time of the calendar that fits, from this one on, whole minutes; time zones play no part.</summary>
    private DateTime? NextWall(DateTime from)
    {
        if (from.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            if (from > DateTime.MaxValue.AddMinutes(-2)) return null;
            from = from.AddTicks(TimeSpan.TicksPerMinute - (from.Ticks % TimeSpan.TicksPerMinute));
        }

        var lastYear = Math.Min(from.Year + LongestWaitInYears, DateTime.MaxValue.Year - 1);
        var (day, minuteOfDay) = (from.Date, (from.Hour * 60) + from.Minute);
        while (day.Year <= lastYear)
        {
            if (!_month.Has(day.Month))
            {
                day = new DateTime(day.Year, day.Month, 1).AddMonths(1);
                minuteOfDay = 0;
                continue;
            }

            if (FitsDay(day) && TimeFrom(minuteOfDay) is { } time) return day.AddMinutes(time);
            day = day.AddDays(1);
            minuteOfDay = 0;
        }

        return null;
    }

    private bool FitsDay(DateTime day)
    {
        var (byMonth, byWeek) = (_dayOfMonth.Has(day.Day), _dayOfWeek.Has((int)day.DayOfWeek));
        return _dayOfMonth.StartsWithStar || _dayOfWeek.StartsWithStar ? byMonth && byWeek : byMonth || byWeek;
    }

    private int? TimeFrom(int minuteOfDay)
    {
        var (hour, minute) = Math.DivRem(minuteOfDay, 60);
        if (_hour.Has(hour) && _minute.From(minute) is >= 0 and var fits) return (hour * 60) + fits;
        return _hour.From(hour + 1) is >= 0 and var later ? (later * 60) + _minute.From(0) : null;
    }
}
