using System.Globalization;
using Carillon.Core.Errors;
using Carillon.Core.Scheduling;

namespace Carillon.Core.Tests.Scheduling;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2026-01-01 00:00:30", "2026-01-01 00:01:00")]
    [InlineData("* * * * *", "2026-01-01 00:01:00", "2026-01-01 00:02:00")]
    [InlineData("30 9 * * *", "2026-01-01 09:30:00", "2026-01-02 09:30:00")]
    [InlineData("*/15 * * * *", "2026-01-01 10:46:00", "2026-01-01 11:00:00")]
    [InlineData("5/20 * * * *", "2026-01-01 10:26:00", "2026-01-01 10:45:00")]
    [InlineData("10-50/10 8-9 * * *", "2026-01-01 09:50:00", "2026-01-02 08:10:00")]
    [InlineData("0,30 0,12 * * *", "2026-01-01 00:30:00", "2026-01-01 12:00:00")]
    [InlineData("0 9 * * 1-5", "2026-01-02 09:00:00", "2026-01-05 09:00:00")]
    [InlineData("0 9 * * mon-FRI", "2026-01-02 09:00:00", "2026-01-05 09:00:00")]
    [InlineData("0 0 * * 0", "2026-01-01 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("0 0 * * 7", "2026-01-01 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("0 0 * * SUN", "2026-01-01 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("0 0 * * 5-7", "2026-01-03 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("0 0 * * FRI-SUN", "2026-01-03 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("0 0 * * 0-7", "2026-01-03 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("0 0 1 JAN,jul *", "2026-01-01 00:00:00", "2026-07-01 00:00:00")]
    [InlineData("0 0 31 * *", "2026-01-31 00:00:00", "2026-03-31 00:00:00")]
    [InlineData("0 0 29 2 *", "2026-01-01 00:00:00", "2028-02-29 00:00:00")]
    [InlineData("0 0 29 2 *", "2096-02-29 00:00:00", "2104-02-29 00:00:00")]
    [InlineData("0 0 */31 2 SUN", "2026-01-01 00:00:00", "2026-02-01 00:00:00")]
    [InlineData("59 23 31 12 *", "2026-12-31 23:59:00", "2027-12-31 23:59:00")]
    [InlineData("  0\t0  1 1 * ", "2026-01-01 00:00:00", "2027-01-01 00:00:00")]
    [InlineData("@hourly", "2026-01-01 00:00:00", "2026-01-01 01:00:00")]
    [InlineData("@daily", "2026-01-01 00:00:00", "2026-01-02 00:00:00")]
    [InlineData("@midnight", "2026-01-01 00:00:00", "2026-01-02 00:00:00")]
    [InlineData("@Weekly", "2026-01-01 00:00:00", "2026-01-04 00:00:00")]
    [InlineData("@monthly", "2026-01-01 00:00:00", "2026-02-01 00:00:00")]
    [InlineData("@yearly", "2026-01-01 00:00:00", "2027-01-01 00:00:00")]
    [InlineData("@annually", "2026-01-01 00:00:00", "2027-01-01 00:00:00")]
    public void It_is_due_next(string expression, string after, string expected) => Assert.Equal(expected, Next(expression, after, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("0 0 13 * 5", "2026-02-13 00:00:00", "2026-02-20 00:00:00")]
    [InlineData("0 0 13 * 5", "2026-03-06 00:00:00", "2026-03-13 00:00:00")]
    [InlineData("0 0 */2 * 5", "2026-01-02 00:00:00", "2026-01-09 00:00:00")]
    [InlineData("0 0 13 * */5", "2026-02-01 00:00:00", "2026-02-13 00:00:00")]
    public void Of_two_narrowed_fields_of_days_either_fits_and_with_a_star_both_must(string expression, string after, string expected) =>
        Assert.Equal(expected, Next(expression, after, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("", "5 fields")]
    [InlineData("* * * *", "has 4")]
    [InlineData("0 * * * * *", "Seconds are not among them")]
    [InlineData("60 * * * *", "minute: '60'")]
    [InlineData("* 24 * * *", "hour: '24'")]
    [InlineData("* * 0 * *", "day of the month: '0'")]
    [InlineData("* * 32 * *", "day of the month: '32'")]
    [InlineData("* * * 13 *", "month: '13'")]
    [InlineData("* * * * 8", "day of the week: '8'")]
    [InlineData("* * * MAI *", "JAN to DEC")]
    [InlineData("*/0 * * * *", "a step is a number from 1 to 59")]
    [InlineData("*/60 * * * *", "a step is a number from 1 to 59")]
    [InlineData("*/x * * * *", "a step is a number")]
    [InlineData("5-1 * * * *", "runs backwards")]
    [InlineData("* * * * SAT-MON", "runs backwards")]
    [InlineData("1,,2 * * * *", "minute: ''")]
    [InlineData("1- * * * *", "minute: ''")]
    [InlineData("-1 * * * *", "minute: ''")]
    [InlineData("+1 * * * *", "minute: '+1'")]
    [InlineData("1.5 * * * *", "minute: '1.5'")]
    [InlineData("٣ * * * *", "minute: '٣'")]
    [InlineData("1-2-3 * * * *", "minute: '2-3'")]
    [InlineData("0 0 31 2 *", "never comes")]
    [InlineData("0 0 31 4,6,9,11 *", "never comes")]
    [InlineData("0 0 30 FEB *", "never comes")]
    [InlineData("@reboot", "There are @hourly")]
    [InlineData("@", "There are @hourly")]
    public void A_wrong_one_is_refused_with_the_place(string expression, string words)
    {
        var refused = Assert.Throws<CarillonException>(() => CronExpression.Parse(expression));

        Assert.Equal(ErrorCode.Invalid, refused.Code);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Berlin, 29 March 2026: at 02:00 (+01:00) clocks show 03:00 (+02:00).</summary>
    [Theory]
    [InlineData("30 2 * * *", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00")]
    [InlineData("0 2 * * *", "2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00")]
    [InlineData("0,30 2 * * *", "2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00")]
    [InlineData("0 2,3 * * *", "2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00")]
    [InlineData("*/30 2 * * *", "2026-03-30T02:00:00+02:00", "2026-03-30T02:30:00+02:00")]
    [InlineData("30 2-3 * * *", "2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00")]
    [InlineData("0 * * * *", "2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00")]
    public void A_skipped_time_of_day_comes_once_after_the_gap_and_a_rhythm_leaves_it_out(string expression, string first, string second) =>
        AssertDue(expression, "Europe/Berlin", "2026-03-29T00:59:00+01:00", first, second);

    /// <summary>Berlin, 25 October 2026: at 03:00 (+02:00) clocks show 02:00 (+01:00).</summary>
    [Theory]
    [InlineData("30 2 * * *", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00")]
    [InlineData("0 2,3 * * *", "2026-10-25T02:00:00+02:00", "2026-10-25T03:00:00+01:00")]
    [InlineData("*/30 2 * * *", "2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T02:30:00+01:00", "2026-10-26T02:00:00+01:00")]
    [InlineData("0 * * * *", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00")]
    [InlineData("59 1-3 * * *", "2026-10-25T01:59:00+02:00", "2026-10-25T02:59:00+02:00", "2026-10-25T02:59:00+01:00", "2026-10-25T03:59:00+01:00")]
    public void A_doubled_time_of_day_comes_the_first_time_and_a_rhythm_goes_on(string expression, params string[] due) =>
        AssertDue(expression, "Europe/Berlin", "2026-10-25T01:30:00+02:00", due);

    [Fact]
    public void Asked_in_the_second_pass_a_time_of_day_is_over_and_a_rhythm_is_not()
    {
        AssertDue("45 2 * * *", "Europe/Berlin", "2026-10-25T02:30:00+01:00", "2026-10-26T02:45:00+01:00");
        AssertDue("45 * * * *", "Europe/Berlin", "2026-10-25T02:30:00+01:00", "2026-10-25T02:45:00+01:00", "2026-10-25T03:45:00+01:00");
        AssertDue("45 2 * * *", "Europe/Berlin", "2026-10-25T02:50:00+02:00", "2026-10-26T02:45:00+01:00");
        AssertDue("45 * * * *", "Europe/Berlin", "2026-10-25T02:50:00+02:00", "2026-10-25T02:45:00+01:00");
    }

    /// <summary>Changes of half an hour, at midnight, of a whole day, and of a zone's standard time.</summary>
    [Theory]
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-04T01:00:00+10:30", "2026-10-04T02:30:00+11:00")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-05T01:00:00+11:00", "2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30")]
    [InlineData("Australia/Lord_Howe", "*/45 1 * * *", "2026-04-05T01:00:00+11:00", "2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30")]
    [InlineData("America/Havana", "0 0 * * *", "2026-03-07T12:00:00-05:00", "2026-03-08T01:00:00-04:00", "2026-03-09T00:00:00-04:00")]
    [InlineData("Pacific/Apia", "0 12 30 * *", "2011-12-29T12:30:00-10:00", "2011-12-31T00:00:00+14:00", "2012-01-30T12:00:00+14:00")]
    [InlineData("Pacific/Apia", "0 */12 * * *", "2011-12-29T12:30:00-10:00", "2011-12-31T00:00:00+14:00", "2011-12-31T12:00:00+14:00")]
    [InlineData("Europe/Moscow", "30 1 * * *", "2014-10-26T01:00:00+04:00", "2014-10-26T01:30:00+04:00", "2014-10-27T01:30:00+03:00")]
    [InlineData("Europe/Moscow", "*/30 1 * * *", "2014-10-26T01:10:00+04:00", "2014-10-26T01:30:00+04:00", "2014-10-26T01:00:00+03:00", "2014-10-26T01:30:00+03:00")]
    public void It_knows_other_changes_than_the_usual_hour(string zone, string expression, string after, params string[] due) =>
        AssertDue(expression, zone, after, due);

    [Theory]
    [InlineData("*/7 * * * *")]
    [InlineData("30 2 * * *")]
    [InlineData("0 */5 * * *")]
    [InlineData("15,45 1,2,3 * * 0")]
    public void However_often_it_is_asked_on_the_way_the_same_moments_come(string expression)
    {
        var zone = TimeZoneNames.Find("America/New_York");
        var cron = CronExpression.Parse(expression);
        var moment = Instant("2026-01-01T00:00:00Z");
        var random = new Random(20260101);
        while (moment < Instant("2027-01-01T00:00:00Z") && cron.NextAfter(moment, zone) is { } next)
        {
            var between = moment + TimeSpan.FromTicks(random.NextInt64((next - moment).Ticks));
            Assert.Equal(next, cron.NextAfter(between, zone));
            Assert.True(next > moment);
            moment = next;
        }
    }

    [Theory]
    [InlineData("UTC"), InlineData("utc"), InlineData("Europe/Berlin"), InlineData("America/Argentina/Buenos_Aires"), InlineData("Etc/GMT+5")]
    public void Time_zones_are_found_by_name(string name) => Assert.NotNull(TimeZoneNames.Find(name));

    [Theory]
    [InlineData(""), InlineData("Mars/Olympus"), InlineData("../../etc/passwd"), InlineData("/etc/localtime"), InlineData("Europe"), InlineData("Europe/Berlin ")]
    public void Other_names_are_refused(string name) =>
        Assert.Equal(ErrorCode.Invalid, Assert.Throws<CarillonException>(() => TimeZoneNames.Find(name)).Code);

    [Fact]
    public void Expressions_with_the_same_text_are_equal()
    {
        Assert.Equal(CronExpression.Parse("0  9 * * *"), CronExpression.Parse(" 0 9 * * * "));
        Assert.NotEqual(CronExpression.Parse("0 9 * * *"), CronExpression.Parse("0 10 * * *"));
    }

    private static void AssertDue(string expression, string zone, string after, params string[] due)
    {
        var cron = CronExpression.Parse(expression);
        var clock = TimeZoneNames.Find(zone);
        var moment = Instant(after);
        var found = new List<DateTimeOffset>();
        while (found.Count < due.Length) found.Add(moment = cron.NextAfter(moment, clock)!.Value);
        Assert.Equal([.. due.Select(Instant)], found);
    }

    private static string? Next(string expression, string after, TimeZoneInfo zone) =>
        CronExpression.Parse(expression).NextAfter(Instant(after + "Z"), zone)?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
