using System.Text.Json;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Streams;
using Carillon.Features.Scheduling.Storage;
using Carillon.Features.Scheduling.Tests.Given;

namespace Carillon.Features.Scheduling.Tests;

public sealed class ClockTests
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>The options a server has: it looks at the clock again every half minute.</summary>
    private static readonly SchedulingOptions Usual = new();

    [Fact]
    public async Task A_clock_that_is_put_forward_is_noticed_and_what_was_passed_over_is_caught_up_on()
    {
        await using var house = await House.OpenAsync(Usual);
        var job = await house.AddAsync("daily", Given.Jobs.Command("true", new JobSchedule(Cron: "0 12 * * *")));
        await house.Clock.TimerSetAsync(LongestSleep);
        house.Clock.SetUtcNow(house.Clock.GetUtcNow() + TimeSpan.FromHours(30));
        await house.PassAsync(LongestSleep);
        await house.EndedAsync();

        var run = Assert.Single(await house.RunsAsync(job));
        Assert.Equal((TriggerSource.CatchUp, job.NextRunAt), (run.TriggerSource, run.DueAt));
    }

    [Fact]
    public async Task A_clock_that_is_put_back_a_little_runs_no_due_time_again()
    {
        await using var house = await House.OpenAsync(Usual);
        var start = house.Clock.GetUtcNow();
        var job = await house.AddAsync("every minute", Given.Jobs.Command("true", new JobSchedule(Cron: "* * * * *")));
        await house.PassAsync(LongestSleep);
        await house.PassAsync(LongestSleep);
        await house.EndedAsync();
        await house.Clock.TimerSetAsync(LongestSleep);
        house.Clock.SetUtcNow(start + TimeSpan.FromSeconds(30));
        await house.PassAsync(LongestSleep);
        await house.PassAsync(LongestSleep);
        await house.PassAsync(LongestSleep);
        await house.EndedAsync(2);

        var due = (await house.RunsAsync(job)).Select(run => run.DueAt!.Value - start.ToUnixTimeMilliseconds());
        Assert.Equal([60_000, 120_000], due);
    }

    [Fact]
    public async Task A_clock_that_was_years_ahead_leaves_no_job_waiting_for_years()
    {
        await using var house = await House.OpenAsync(Usual);
        var right = house.Clock.GetUtcNow();
        house.Clock.SetUtcNow(right.AddYears(4));
        var job = await house.AddAsync("daily", Given.Jobs.Command("true", new JobSchedule(Cron: "0 12 * * *")));
        await house.Clock.TimerSetAsync(LongestSleep);
        house.Clock.SetUtcNow(right);
        await house.PassAsync(LongestSleep);
        await house.Clock.TimerSetAsync(LongestSleep);

        Assert.Equal(right.Date.AddHours(12), DateTimeOffset.FromUnixTimeMilliseconds((await house.GetAsync(job)).NextRunAt!.Value).UtcDateTime);
    }

    [Fact]
    public async Task Ten_thousand_jobs_that_wait_have_one_timer_between_them()
    {
        var before = await House.OpenAsync();
        var now = before.Now;
        var changes = Enumerable.Range(1, 10_000).Select(i => Stored($"job-{i:D5}", now, now + ((i + 60) * 60_000L))).ToList<Change>();
        foreach (var part in changes.Chunk(2000)) await before.Log.AppendAsync(new Append([]) { Changes = part }, House.Cancellation);

        await using var house = await before.CrashAsync(TimeSpan.Zero);
        await house.PassAsync(TimeSpan.FromMinutes(61));
        await house.EndedAsync();
        await house.Clock.TimerSetAsync(TimeSpan.FromMinutes(1)).WaitAsync(TimeSpan.FromSeconds(30), House.Cancellation);

        Assert.Equal(1, house.Clock.WaitingTimers);
        Assert.Equal(["job-00001 schedule", "job-00001 completed"], house.Said());
        Assert.Equal(10_000, (await house.Jobs.ListAsync(House.Ada, new JobQuery(Limit: 1), House.Cancellation)).Total);
    }

    private static PutDocument Stored(string name, long now, long next)
    {
        var definition = Given.Jobs.Command("true", new JobSchedule(EveryMs: 24 * 60 * 60_000));
        var job = new StoredJob(name, name, definition, true, "ada", now, now, next - (24 * 60 * 60_000), next);
        return new PutDocument(CronKeys.Job("acme", name), JsonSerializer.SerializeToUtf8Bytes(job, StoredJson.Default.StoredJob), name);
    }
}
