using Carillon.Contracts.Scheduling;
using Carillon.Features.Scheduling.Planning;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Tests.Planning;

public sealed class ClaimTests
{
    private const long Minute = 60_000;
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(CatchUpPolicy.Once, 10 * Minute, "10S")]
    [InlineData(CatchUpPolicy.Once, (11 * Minute) - 1, "10S")]
    [InlineData(CatchUpPolicy.Once, (15 * Minute) + 1, "10C")]
    [InlineData(CatchUpPolicy.Once, 20 * Minute, "20S")]
    [InlineData(CatchUpPolicy.Once, 45 * Minute, "40C")]
    [InlineData(CatchUpPolicy.Skip, 45 * Minute, "")]
    [InlineData(CatchUpPolicy.Skip, 40 * Minute, "40S")]
    [InlineData(CatchUpPolicy.All, 45 * Minute, "20C 30C 40C")]
    [InlineData(CatchUpPolicy.All, 50 * Minute, "20C 30C 40C 50S")]
    public void Due_times_are_on_time_or_caught_up_on_and_the_next_lies_after_now(CatchUpPolicy policy, long now, string expected)
    {
        foreach (var schedule in (JobSchedule[])[new(EveryMs: 10 * Minute), new(Cron: "*/10 * * * *")])
        {
            var job = Job(schedule) with { NextRunAt = 10 * Minute };
            var claim = Claim.Of(job with { Definition = job.Definition with { CatchUp = policy, CatchUpLimit = 3 } }, Timetable.Of(schedule, "UTC", 0), now, Grace);

            Assert.Equal(expected, string.Join(' ', claim.Due.Select(due => $"{due.At / Minute}{(due.Source == TriggerSource.Schedule ? 'S' : 'C')}")));
            Assert.Equal(((now / (10 * Minute)) + 1) * 10 * Minute, claim.Next);
        }
    }

    [Theory]
    [InlineData("*/10 * * * *", 5, new long[] { 525_560, 525_570, 525_580, 525_590, 525_600 })]
    [InlineData("0 0 1 * *", 2, new long[] { (365 - 31) * 1440, 525_600 })]
    [InlineData("0 0 1 1 *", 3, new long[] { 525_600 })]
    [InlineData("* * * * *", 2, new long[] { 525_599, 525_600 })]
    public void The_latest_of_a_year_are_found_without_walking_through_it(string cron, int limit, long[] minutes) =>
        Assert.Equal(minutes.Select(minute => minute * Minute), Timetable.Of(new JobSchedule(Cron: cron), "UTC", 0).Latest(1, 525_600 * Minute, limit));

    [Fact]
    public void An_interval_is_counted_from_its_start_whatever_the_clock_shows()
    {
        var times = Timetable.Of(new JobSchedule(EveryMs: 7000), "UTC", 100_000);
        Assert.Equal(107_000, times.NextAfter(100_000));
        Assert.Equal(114_000, times.NextAfter(107_000));
        Assert.Equal(107_000, times.NextAfter(5));
        Assert.Equal([107_000L, 114_000L], times.Latest(0, 120_000, 10));
        Assert.Equal([114_000L], times.Latest(107_001, 120_000, 10));
    }

    [Fact]
    public void A_single_time_comes_once()
    {
        var times = Timetable.Of(new JobSchedule(At: 500), "UTC", 0);
        Assert.Equal(500, times.NextAfter(499));
        Assert.Null(times.NextAfter(500));
        Assert.Equal([500L], times.Latest(500, 500, 1));
        Assert.Empty(times.Latest(501, 900, 1));
        Assert.Null(Timetable.Of(null, "UTC", 0).NextAfter(0));
    }

    private static StoredJob Job(JobSchedule schedule) => new("j", "j", new JobDefinition(schedule), true, "ada", 0, 0, 0);
}
