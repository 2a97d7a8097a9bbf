using Carillon.Contracts.Agents;
using Carillon.Contracts.Scheduling;
using Carillon.Events;
using Carillon.Features.Scheduling.Tests.Given;

namespace Carillon.Features.Scheduling.Tests;

public sealed class CrashTests
{
    [Theory]
    [InlineData(CatchUpPolicy.Skip, new long[0])]
    [InlineData(CatchUpPolicy.Once, new long[] { 170 })]
    [InlineData(CatchUpPolicy.All, new long[] { 150, 160, 170 })]
    public async Task What_was_missed_while_the_server_was_down_is_caught_up_on_as_the_job_says(CatchUpPolicy policy, long[] minutes)
    {
        var before = await House.OpenAsync();
        var start = before.Now;
        var definition = Given.Jobs.Command("true", new JobSchedule(EveryMs: 600_000)) with { CatchUp = policy, CatchUpLimit = 3 };
        var job = await before.AddAsync("every ten minutes", definition);

        await using var house = await before.CrashAsync(TimeSpan.FromMinutes(175));
        if (minutes.Length > 0) await house.EndedAsync(minutes.Length);

        Assert.Equal(start + (180 * 60_000), (await WhenDueIn(house, job, TimeSpan.FromMinutes(5))).NextRunAt);
        var runs = await house.RunsAsync(job);
        Assert.Equal(minutes.Select(minute => (long?)(start + (minute * 60_000))), runs.Select(run => run.DueAt));
        Assert.All(runs, run => Assert.Equal(TriggerSource.CatchUp, run.TriggerSource));
    }

    [Fact]
    public async Task A_due_time_that_passed_a_moment_ago_is_on_time()
    {
        var before = await House.OpenAsync();
        var job = await before.AddAsync("short", Given.Jobs.Command("true", Given.Jobs.EveryMinute) with { CatchUp = CatchUpPolicy.Skip });
        await using var house = await before.CrashAsync(TimeSpan.FromSeconds(80));
        await house.EndedAsync();

        Assert.Equal(TriggerSource.Schedule, Assert.Single(await house.RunsAsync(job)).TriggerSource);
    }

    [Fact]
    public async Task A_one_time_job_runs_late_but_once()
    {
        var before = await House.OpenAsync();
        var job = await before.AddAsync("reminder", Given.Jobs.Command("true", new JobSchedule(At: before.Now + 60_000)));
        var house = await before.CrashAsync(TimeSpan.FromDays(3));
        await house.EndedAsync();
        Assert.Equal((false, (long?)null), ((await house.GetAsync(job)).Enabled, (await house.GetAsync(job)).NextRunAt));

        await using var again = await house.CrashAsync(TimeSpan.FromDays(3));
        Assert.Single(await again.RunsAsync(job));
    }

    [Fact]
    public async Task A_try_that_a_crash_cut_off_is_tried_again_after_the_wait()
    {
        var before = await House.OpenAsync();
        var file = Path.Combine(before.Folder, "tries");
        var job = await before.AddAsync("cut", Given.Jobs.Command($"echo \"$CARILLON_ATTEMPT\" >> {file}; test \"$CARILLON_ATTEMPT\" = 2 || sleep 600"));
        await before.TriggerAsync(job);
        await LinesAsync(file, 1);

        await using var house = await before.CrashAsync(TimeSpan.FromSeconds(1));
        var retrying = await house.Seen.SeenAsync<CronRetrying>();
        Assert.Equal("The server stopped while it ran.", retrying.Error);
        await house.PassAsync(TimeSpan.FromSeconds(30));
        await house.EndedAsync();

        Assert.Equal(["1", "2"], await LinesAsync(file, 2));
        Assert.Equal((JobRunStatus.Completed, 2), Assert.Single((await house.RunsAsync(job)).Select(run => (run.Status, run.Attempts))));
    }

    [Fact]
    public async Task Without_retries_a_try_that_was_cut_off_fails_and_the_chain_goes_on()
    {
        var before = await House.OpenAsync();
        before.Agents.Script = async (agent, _) =>
        {
            await agent.Cancelled;
            return new PromptResult("cancelled");
        };
        var alarm = await before.AddAsync("alarm", Given.Jobs.Command("true"));
        var job = await before.AddAsync("cut", Given.Jobs.Prompt("x") with { MaxRetries = 0, NextJobIdOnFailure = alarm.Id });
        await before.TriggerAsync(job);
        await before.Seen.SeenAsync<TurnStarted>();

        await using var house = await before.CrashAsync(TimeSpan.FromSeconds(1));
        await house.EndedAsync(2);
        Assert.Equal(["cut failed", "alarm chain", "alarm completed"], house.Said());
        var run = Assert.Single(await house.RunsAsync(job));
        Assert.Equal((JobRunStatus.Failed, 1, "The server stopped while it ran."), (run.Status, run.Attempts, run.Error));
    }

    [Fact]
    public async Task A_run_that_waited_and_one_that_was_to_be_tried_again_go_on()
    {
        var before = await House.OpenAsync(House.Plain with { MaxConcurrentRuns = 1 });
        before.Agents.Script = async (agent, _) =>
        {
            await agent.Cancelled;
            return new PromptResult("cancelled");
        };
        var failing = await before.AddAsync("failing", Given.Jobs.Command("test \"$CARILLON_ATTEMPT\" = 2"));
        await before.TriggerAsync(failing);
        await before.Seen.SeenAsync<CronRetrying>();
        var blocking = await before.AddAsync("blocking", Given.Jobs.Prompt("x") with { MaxRetries = 0 });
        var waiting = await before.AddAsync("waiting", Given.Jobs.Command("true"));
        await before.TriggerAsync(blocking);
        await before.Seen.SeenAsync<TurnStarted>();
        var queued = await before.TriggerAsync(waiting);

        await using var house = await before.CrashAsync(TimeSpan.FromSeconds(30));
        await house.EndedAsync(3);

        Assert.Equal((queued.RunId, JobRunStatus.Completed), Assert.Single((await house.RunsAsync(waiting)).Select(run => (run.RunId, run.Status))));
        Assert.Equal((2, JobRunStatus.Completed), Assert.Single((await house.RunsAsync(failing)).Select(run => (run.Attempts, run.Status))));
        Assert.Equal(JobRunStatus.Failed, Assert.Single(await house.RunsAsync(blocking)).Status);
    }

    [Fact]
    public async Task A_stop_in_good_order_cuts_off_like_a_crash()
    {
        var before = await House.OpenAsync();
        var file = Path.Combine(before.Folder, "tries");
        var job = await before.AddAsync("cut", Given.Jobs.Command($"echo x >> {file}; sleep 600") with { MaxRetries = 0 });
        await before.TriggerAsync(job);
        await LinesAsync(file, 1);
        await before.Feature.StopAsync().WaitAsync(TimeSpan.FromSeconds(30), House.Cancellation);
        Assert.Equal(JobRunStatus.Running, Assert.Single(await before.RunsAsync(job)).Status);

        await using var house = await before.CrashAsync(TimeSpan.Zero);
        Assert.Equal("The server stopped while it ran.", Assert.IsType<CronFailed>(await house.EndedAsync()).Error);
    }

    private static async Task<Job> WhenDueIn(House house, Job job, TimeSpan time)
    {
        await house.Clock.TimerSetAsync(time).WaitAsync(TimeSpan.FromSeconds(30), House.Cancellation);
        return await house.GetAsync(job);
    }

    private static async Task<string[]> LinesAsync(string path, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(House.Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var lines = File.Exists(path) ? await File.ReadAllLinesAsync(path, patience.Token) : [];
            if (lines.Length >= count) return lines;
            await Task.Delay(5, patience.Token);
        }
    }
}
