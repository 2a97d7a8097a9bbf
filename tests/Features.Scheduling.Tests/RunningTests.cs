using Carillon.Contracts.Agents;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Scheduling.Tests.Given;

namespace Carillon.Features.Scheduling.Tests;

public sealed class RunningTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_due_job_runs_its_command_once_and_is_due_again()
    {
        await using var house = await House.OpenAsync();
        var start = house.Now;
        var job = await house.AddAsync("greet", Given.Jobs.Command("echo hello; echo \"$CARILLON_JOB_NAME $CARILLON_RUN_COUNT\"", Given.Jobs.EveryMinute));
        Assert.Equal(start + 60_000, job.NextRunAt);

        await house.PassAsync(Minute);
        await house.EndedAsync();

        var run = Assert.Single(await house.RunsAsync(job));
        Assert.Equal(JobRunStatus.Completed, run.Status);
        Assert.Equal(TriggerSource.Schedule, run.TriggerSource);
        Assert.Equal(start + 60_000, run.DueAt);
        Assert.Equal("hello\ngreet 1", run.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["greet schedule", "greet completed"], house.Said());
        var after = await house.GetAsync(job);
        Assert.Equal(start + 120_000, after.NextRunAt);
        Assert.Equal((1L, JobRunStatus.Completed, 0, 0), (after.RunCount, after.LastStatus, after.ConsecutiveFailures, after.ActiveRuns));
    }

    [Fact]
    public async Task Who_hears_of_a_job_may_ask_after_it_at_once()
    {
        await using var house = await House.OpenAsync();
        var asked = new List<Task<Job>>();
        house.Seen.AtOnce = entry =>
        {
            if (entry.TryDecode(out var told) && told is CronJobChanged { JobId: var made }) asked.Add(house.Jobs.GetAsync(House.Ada, made, CancellationToken.None).AsTask());
            else if (told is CronCompleted { JobId: var ended }) asked.Add(house.Jobs.GetAsync(House.Ada, ended, CancellationToken.None).AsTask());
        };
        var job = await house.AddAsync("greet", Given.Jobs.Command("true"));
        await house.TriggerAsync(job);
        await house.EndedAsync();

        var answers = await Task.WhenAll(asked);
        Assert.Equal(["greet", "greet"], answers.Select(answer => answer.Name));
        Assert.Equal((0, JobRunStatus.Completed), (answers[1].ActiveRuns, answers[1].LastStatus));
    }

    [Fact]
    public async Task An_agent_gets_the_filled_in_prompt_in_a_session_of_its_own_and_is_let_go()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, prompt) =>
        {
            await agent.SayAsync($"I heard: {prompt}");
            return new PromptResult("end_turn");
        };
        var definition = Given.Jobs.Prompt("{{greeting}} {{job_name}} {{run_count}} {{last_output}} {{unknown}}", Given.Jobs.EveryMinute)
            with
        { ContextVars = new Dictionary<string, string> { ["greeting"] = "Hi" } };
        var job = await house.AddAsync("Daily Summary", definition);

        await house.PassAsync(Minute);
        await house.EndedAsync();
        await house.PassAsync(Minute);
        await house.EndedAsync(2);

        var runs = await house.RunsAsync(job);
        Assert.Equal("I heard: Hi Daily Summary 1 (first run) {{unknown}}", runs[0].Output);
        Assert.Equal("I heard: Hi Daily Summary 2 I heard: Hi Daily Summary 1 (first run) {{unknown}} {{unknown}}", runs[1].Output);
        Assert.NotEqual(runs[0].SessionId, runs[1].SessionId);
        var session = await house.Sessions.GetAsync(House.Ada, runs[0].SessionId!, House.Cancellation);
        Assert.Equal(("Daily Summary", $"agent:demo:cron:daily-summary:{runs[0].RunId}"), (session.Name, session.Key));
        Assert.Equal(SessionState.Inactive, session.Status);
        Assert.True(house.Agents.Started[0].IsDisposed);
    }

    [Fact]
    public async Task A_failing_run_is_tried_again_after_longer_and_longer_waits_and_fails_after_the_last()
    {
        await using var house = await House.OpenAsync();
        var job = await house.AddAsync("broken", Given.Jobs.Command("echo oops; exit 7") with { MaxRetries = 2 });
        await house.TriggerAsync(job);

        await house.Seen.SeenAsync<CronRetrying>(1);
        Assert.Equal(JobRunStatus.Retrying, Assert.Single(await house.RunsAsync(job)).Status);
        await house.PassAsync(TimeSpan.FromSeconds(30));
        await house.Seen.SeenAsync<CronRetrying>(2);
        await house.PassAsync(TimeSpan.FromSeconds(60));
        var failed = Assert.IsType<CronFailed>(await house.EndedAsync());

        Assert.Equal("The command ended with exit code 7.", failed.Error);
        Assert.Equal(["broken manual", "broken retrying after 1", "broken retrying after 2", "broken failed"], house.Said());
        var run = Assert.Single(await house.RunsAsync(job));
        Assert.Equal((JobRunStatus.Failed, 3, 7, "oops"), (run.Status, run.Attempts, run.ExitCode, run.Output));
        var after = await house.GetAsync(job);
        Assert.Equal((1, true), (after.ConsecutiveFailures, after.Enabled));
    }

    [Fact]
    public async Task A_run_that_goes_well_at_last_counts_as_completed()
    {
        await using var house = await House.OpenAsync();
        var job = await house.AddAsync("flaky", Given.Jobs.Command("test \"$CARILLON_ATTEMPT\" = 2"));
        await house.TriggerAsync(job);
        await house.Seen.SeenAsync<CronRetrying>();
        await house.PassAsync(TimeSpan.FromSeconds(30));
        await house.EndedAsync();

        Assert.Equal(["flaky manual", "flaky retrying after 1", "flaky completed"], house.Said());
        Assert.Null(Assert.Single(await house.RunsAsync(job)).Error);
    }

    [Fact]
    public async Task What_takes_too_long_is_ended_with_all_it_started()
    {
        await using var house = await House.OpenAsync();
        var left = Path.Combine(house.Folder, "pid");
        var job = await house.AddAsync("slow", Given.Jobs.Command($"sleep 600 & echo $! > {left}.new; mv {left}.new {left}; wait") with { MaxRetries = 0, TimeoutMs = 5000 });
        await house.TriggerAsync(job);
        var pid = await FileAsync(left);
        await house.PassAsync(TimeSpan.FromSeconds(5));

        var failed = Assert.IsType<CronFailed>(await house.EndedAsync());
        Assert.Equal("It took longer than 5 s and was stopped.", failed.Error);
        Assert.False(IsAlive(pid));
    }

    [Fact]
    public async Task An_agent_that_takes_too_long_is_stopped()
    {
        await using var house = await House.OpenAsync();
        var thinking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        house.Agents.Script = async (agent, _) =>
        {
            thinking.SetResult();
            await agent.Cancelled;
            return new PromptResult("cancelled");
        };
        var job = await house.AddAsync("slow", Given.Jobs.Prompt("think") with { MaxRetries = 0, TimeoutMs = 5000 });
        await house.TriggerAsync(job);
        await thinking.Task.WaitAsync(TimeSpan.FromSeconds(30), House.Cancellation);
        await house.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal("It took longer than 5 s and was stopped.", Assert.IsType<CronFailed>(await house.EndedAsync()).Error);
        Assert.True(house.Agents.Started[0].Cancelled.IsCompleted);
    }

    [Fact]
    public async Task While_it_runs_a_due_time_passes_waits_or_runs_beside_as_the_job_says()
    {
        await using var house = await House.OpenAsync();
        var gate = new TaskCompletionSource();
        house.Agents.Script = async (_, _) =>
        {
            await gate.Task;
            return new PromptResult("end_turn");
        };
        var skips = await house.AddAsync("skips", Given.Jobs.Prompt("x", Given.Jobs.EveryMinute) with { Overlap = OverlapPolicy.Skip });
        var queues = await house.AddAsync("queues", Given.Jobs.Prompt("x", Given.Jobs.EveryMinute) with { Overlap = OverlapPolicy.Queue });
        var beside = await house.AddAsync("beside", Given.Jobs.Prompt("x", Given.Jobs.EveryMinute) with { Overlap = OverlapPolicy.Parallel });
        await house.PassAsync(Minute);
        await house.Seen.SeenAsync<TurnStarted>(3);
        await house.PassAsync(Minute);
        await house.Seen.SeenAsync<TurnStarted>(4);

        Assert.Equal((1L, 1L), ((await house.GetAsync(skips)).RunCount, (await house.GetAsync(skips)).SkippedCount));
        Assert.Equal([JobRunStatus.Running, JobRunStatus.Queued], (await house.RunsAsync(queues)).Select(run => run.Status));
        Assert.Equal([JobRunStatus.Running, JobRunStatus.Running], (await house.RunsAsync(beside)).Select(run => run.Status));
        await House.RefusedAsync(ErrorCode.Conflict, () => house.TriggerAsync(skips));

        gate.SetResult();
        await house.EndedAsync(5);
        Assert.All(await house.RunsAsync(queues), run => Assert.Equal(JobRunStatus.Completed, run.Status));
    }

    [Fact]
    public async Task Of_those_that_wait_for_a_place_the_higher_priority_goes_first()
    {
        await using var house = await House.OpenAsync(House.Plain with { MaxConcurrentRuns = 1 });
        var gate = new TaskCompletionSource();
        house.Agents.Script = async (_, _) =>
        {
            await gate.Task;
            return new PromptResult("end_turn");
        };
        var first = await house.AddAsync("first", Given.Jobs.Prompt("x"));
        var low = await house.AddAsync("low", Given.Jobs.Prompt("x") with { Priority = 1 });
        var high = await house.AddAsync("high", Given.Jobs.Prompt("x") with { Priority = 10 });
        await house.TriggerAsync(first);
        await house.Seen.SeenAsync<CronTriggered>();
        await house.TriggerAsync(low);
        await house.TriggerAsync(high);
        gate.SetResult();
        await house.EndedAsync(3);

        Assert.Equal(["first", "high", "low"], house.Seen.All<CronTriggered>().Select(triggered => triggered.JobName));
    }

    [Fact]
    public async Task A_chain_goes_on_by_how_a_run_ended_and_never_in_a_circle()
    {
        await using var house = await House.OpenAsync();
        var report = await house.AddAsync("report", Given.Jobs.Command("true"));
        var alarm = await house.AddAsync("alarm", Given.Jobs.Command("true"));
        var good = await house.AddAsync("good", Given.Jobs.Command("true") with { NextJobIdOnSuccess = report.Id, NextJobIdOnFailure = alarm.Id });
        var bad = await house.AddAsync("bad", Given.Jobs.Command("false") with { MaxRetries = 0, NextJobIdOnSuccess = report.Id, NextJobIdOnFailure = alarm.Id });
        await house.TriggerAsync(good);
        await house.EndedAsync(2);
        await house.TriggerAsync(bad);
        await house.EndedAsync(4);

        Assert.Equal(
            ["good manual", "good completed", "report chain", "report completed", "bad manual", "bad failed", "alarm chain", "alarm completed"], house.Said());
        await House.RefusedAsync(ErrorCode.Conflict, async () => await house.Jobs.UpdateAsync(House.Ada, report.Id, new JobPatch(NextJobIdOnSuccess: report.Id), House.Cancellation));
        await House.RefusedAsync(ErrorCode.Conflict, async () => await house.Jobs.UpdateAsync(House.Ada, report.Id, new JobPatch(NextJobIdOnFailure: good.Id), House.Cancellation));
        await House.RefusedAsync(ErrorCode.NotFound, async () => await house.Jobs.UpdateAsync(House.Ada, report.Id, new JobPatch(NextJobIdOnFailure: "gone"), House.Cancellation));
        await House.RefusedAsync(ErrorCode.Conflict, async () => await house.Jobs.DeleteAsync(House.Ada, report.Id, House.Cancellation));
    }

    [Fact]
    public async Task History_is_kept_to_its_bound_and_sessions_go_with_it_unless_someone_went_on()
    {
        await using var house = await House.OpenAsync(House.Plain with { HistoryPerJob = 2 });
        var job = await house.AddAsync("often", Given.Jobs.Prompt("x"));
        var sessions = new List<string>();
        for (var i = 1; i <= 4; i++)
        {
            await house.TriggerAsync(job);
            await house.EndedAsync(i);
            sessions.Add((await house.RunsAsync(job))[^1].SessionId!);
            house.Clock.Advance(Minute);
            if (i == 1) await house.GoOnAsync(sessions[0]);
        }

        Assert.Equal(sessions[1], (await house.Seen.SeenAsync<SessionDeleted>()).SessionId);
        Assert.Equal(4, (await house.GetAsync(job)).RunCount);
        Assert.Equal(sessions[0], (await house.Sessions.GetAsync(House.Ada, sessions[0], House.Cancellation)).Id);
        await house.HistoryAsync(job, 2);
    }

    [Fact]
    public async Task A_removed_job_s_run_is_ended_and_nothing_of_it_is_left()
    {
        await using var house = await House.OpenAsync();
        var left = Path.Combine(house.Folder, "pid");
        var job = await house.AddAsync("gone", Given.Jobs.Command($"sleep 600 & echo $! > {left}.new; mv {left}.new {left}; wait", Given.Jobs.EveryMinute));
        await house.TriggerAsync(job);
        var pid = await FileAsync(left);
        await house.Jobs.DeleteAsync(House.Ada, job.Id, House.Cancellation);

        Assert.False(IsAlive(pid));
        await House.RefusedAsync(ErrorCode.NotFound, async () => await house.GetAsync(job));
        foreach (var collection in (string[])["cron-jobs", "cron-active", "cron-outputs", $"cron-runs:{job.Id}"])
            Assert.Empty(await house.Documents.ListAsync(new(House.Ada.TenantId, collection, 10), House.Cancellation));
        Assert.Equal(["created", "deleted"], house.Seen.All<CronJobChanged>().Select(changed => changed.Change));
        await house.AddAsync("gone", Given.Jobs.Command("true"));
    }

    /// <summary>A process that has ended may stay in the list until whoever inherited it asks after it.</summary>
    private static bool IsAlive(string pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<string> FileAsync(string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(House.Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!File.Exists(path)) await Task.Delay(5, patience.Token);
        return (await File.ReadAllTextAsync(path, patience.Token)).Trim();
    }
}
