using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Tests.Given;

namespace Carillon.Features.Scheduling.Tests;

public sealed class JobDirectoryTests
{
    private static readonly JobDefinition Good = Given.Jobs.Prompt("x", Given.Jobs.EveryMinute);

    public static TheoryData<string, JobDefinition> Wrong => new()
    {
        { "'prompt' is missing", new JobDefinition(Given.Jobs.EveryMinute) },
        { "'prompt' is empty", Good with { Prompt = " " } },
        { "'agentId' is missing", Good with { AgentId = null } },
        { "'command' stands beside", Good with { Command = "true" } },
        { "'schedule' needs exactly one", Good with { Schedule = new JobSchedule() } },
        { "'schedule' needs exactly one", Good with { Schedule = new JobSchedule(Cron: "* * * * *", EveryMs: 60_000) } },
        { "In the hour: '25'", Good with { Schedule = new JobSchedule(Cron: "0 25 * * *") } },
        { "'schedule.everyMs' is from", Good with { Schedule = new JobSchedule(EveryMs: 999) } },
        { "'schedule.everyMs' is from", Good with { Schedule = new JobSchedule(EveryMs: long.MaxValue) } },
        { "'schedule.at' has passed", Good with { Schedule = new JobSchedule(At: 1000) } },
        { "'schedule.at' is no moment", Good with { Schedule = new JobSchedule(At: long.MaxValue) } },
        { "no time zone", Good with { Timezone = "Mars/Olympus" } },
        { "'maxRetries' is from", Good with { MaxRetries = 21 } },
        { "'priority' is from", Good with { Priority = 0 } },
        { "'timeoutMs' is from", Good with { TimeoutMs = 0 } },
        { "'catchUpLimit' is from", Good with { CatchUpLimit = 0 } },
        { "'overlap' is skip", Good with { Overlap = (OverlapPolicy)9 } },
        { "'catchUp' is skip", Good with { CatchUp = (CatchUpPolicy)9 } },
        { "'tags' has one", Good with { Tags = [""] } },
        { "'contextVars' has a name", Good with { ContextVars = new Dictionary<string, string> { ["a b"] = "" } } },
        { "'contextVars' has a value", Good with { ContextVars = new Dictionary<string, string> { ["a"] = null! } } },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_job_that_makes_no_sense_is_refused_with_the_member(string words, JobDefinition definition)
    {
        await using var house = await House.OpenAsync();
        var refused = await House.RefusedAsync(ErrorCode.Invalid, () => house.AddAsync("wrong", definition));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_must_be_there_and_a_name_must_be_free()
    {
        await using var house = await House.OpenAsync();
        await House.RefusedAsync(ErrorCode.UnknownAgent, () => house.AddAsync("a", Good with { AgentId = "nobody" }));
        await house.AddAsync("a", Good);
        await House.RefusedAsync(ErrorCode.Conflict, () => house.AddAsync("a", Good));
        await House.RefusedAsync(ErrorCode.Invalid, () => house.AddAsync("", Good));
        var b = await house.AddAsync("b", Good);
        await House.RefusedAsync(ErrorCode.Conflict, async () => await house.Jobs.UpdateAsync(House.Ada, b.Id, new JobPatch("a"), House.Cancellation));
        Assert.Equal("c", (await house.Jobs.UpdateAsync(House.Ada, b.Id, new JobPatch("c"), House.Cancellation)).Name);
        await house.AddAsync("b", Good);
    }

    [Fact]
    public async Task Lists_are_narrowed_and_paged()
    {
        await using var house = await House.OpenAsync();
        for (var i = 0; i < 5; i++)
            await house.AddAsync($"job {i}", Good with { Tags = i % 2 == 0 ? ["even", "all"] : ["all"], AgentId = i < 3 ? "demo" : "other" }, enabled: i != 1);

        Assert.Equal(["job 0", "job 1", "job 2", "job 3", "job 4"], await NamesAsync(house, new JobQuery()));
        Assert.Equal(["job 0", "job 2", "job 4"], await NamesAsync(house, new JobQuery(Tags: ["even", "none"])));
        Assert.Equal(["job 3", "job 4"], await NamesAsync(house, new JobQuery(AgentId: "other")));
        Assert.Equal(["job 1"], await NamesAsync(house, new JobQuery(Enabled: false)));
        var first = await house.Jobs.ListAsync(House.Ada, new JobQuery(Limit: 2), House.Cancellation);
        Assert.Equal(5, first.Total);
        Assert.Equal(["job 2", "job 3"], await NamesAsync(house, new JobQuery(Limit: 2, Next: first.Next)));
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_takes_away_what_it_empties()
    {
        await using var house = await House.OpenAsync();
        var job = await house.AddAsync("a", Good with { Tags = ["t"], TimeoutMs = 5, ContextVars = new Dictionary<string, string> { ["v"] = "1" } });
        house.Clock.Advance(TimeSpan.FromSeconds(10));

        var same = await house.Jobs.UpdateAsync(House.Ada, job.Id, new JobPatch(Priority: 9), House.Cancellation);
        Assert.Equal((9, job.NextRunAt), (same.Definition.Priority, same.NextRunAt));
        var emptied = await house.Jobs.UpdateAsync(House.Ada, job.Id, new JobPatch(Tags: [], TimeoutMs: 0, ContextVars: new Dictionary<string, string>()), House.Cancellation);
        Assert.Equal((null, null, null), (emptied.Definition.Tags, emptied.Definition.TimeoutMs, emptied.Definition.ContextVars));
        var other = await house.Jobs.UpdateAsync(House.Ada, job.Id, new JobPatch(Schedule: new JobSchedule(EveryMs: 5000), Command: "true"), House.Cancellation);
        Assert.Equal((house.Now + 5000, "true", null, null), (other.NextRunAt, other.Definition.Command, other.Definition.Prompt, other.Definition.AgentId));
        var never = await house.Jobs.UpdateAsync(House.Ada, job.Id, new JobPatch(Schedule: new JobSchedule()), House.Cancellation);
        Assert.Equal((null, null, true), (never.NextRunAt, never.Definition.Schedule, never.Enabled));
    }

    [Fact]
    public async Task A_paused_job_does_not_come_due_runs_by_hand_and_goes_on_from_now_when_resumed()
    {
        await using var house = await House.OpenAsync();
        var job = await house.AddAsync("a", Given.Jobs.Command("true", Given.Jobs.EveryMinute));
        Assert.Null((await house.Jobs.PauseAsync(House.Ada, job.Id, House.Cancellation)).NextRunAt);
        house.Clock.Advance(TimeSpan.FromMinutes(90.5));
        await house.TriggerAsync(job);
        await house.EndedAsync();
        var resumed = await house.Jobs.ResumeAsync(House.Ada, job.Id, House.Cancellation);

        Assert.Equal((true, house.Now + 30_000), (resumed.Enabled, resumed.NextRunAt));
        Assert.Equal(TriggerSource.Manual, Assert.Single(await house.RunsAsync(job)).TriggerSource);
        Assert.Equal(["created", "paused", "resumed"], house.Seen.All<CronJobChanged>().Select(changed => changed.Change));

        var once = await house.AddAsync("once", Given.Jobs.Command("true", new JobSchedule(At: house.Now + 1000)), enabled: false);
        house.Clock.Advance(TimeSpan.FromSeconds(2));
        await House.RefusedAsync(ErrorCode.Invalid, async () => await house.Jobs.ResumeAsync(House.Ada, once.Id, House.Cancellation));
    }

    [Theory]
    [InlineData(Role.Owner, true, true, true)]
    [InlineData(Role.Admin, true, true, true)]
    [InlineData(Role.BillingAdmin, true, false, false)]
    [InlineData(Role.Member, true, false, false)]
    [InlineData(Role.Viewer, false, false, false)]
    public async Task A_role_allows_what_it_allows_with_sessions_and_commands_are_for_owners_and_admins(Role role, bool write, bool command, bool delete)
    {
        await using var house = await House.OpenAsync();
        var caller = new Caller("x", "acme", role);
        var job = await house.AddAsync("a", Good);
        var shell = await house.AddAsync("b", Given.Jobs.Command("true"));
        Assert.Equal(2, (await house.Jobs.ListAsync(caller, new JobQuery(), House.Cancellation)).Total);
        Assert.Empty((await house.Jobs.RunsAsync(caller, job.Id, new JobRunQuery(), House.Cancellation)).Runs);

        await AllowedAsync(write, async () => await house.Jobs.CreateAsync(caller, new JobDraft("c", Good), House.Cancellation));
        await AllowedAsync(write, async () => await house.Jobs.UpdateAsync(caller, job.Id, new JobPatch(Priority: 7), House.Cancellation));
        await AllowedAsync(write, async () => await house.Jobs.PauseAsync(caller, job.Id, House.Cancellation));
        await AllowedAsync(write, async () => await house.Jobs.ResumeAsync(caller, job.Id, House.Cancellation));
        await AllowedAsync(write, async () => await house.Jobs.TriggerAsync(caller, job.Id, House.Cancellation));
        await AllowedAsync(command, async () => await house.Jobs.CreateAsync(caller, new JobDraft("d", Given.Jobs.Command("true")), House.Cancellation));
        await AllowedAsync(command, async () => await house.Jobs.UpdateAsync(caller, shell.Id, new JobPatch(Priority: 7), House.Cancellation));
        await AllowedAsync(command, async () => await house.Jobs.UpdateAsync(caller, job.Id, new JobPatch(Command: "true"), House.Cancellation));
        await AllowedAsync(command, async () => await house.Jobs.TriggerAsync(caller, shell.Id, House.Cancellation));
        await AllowedAsync(command, async () => await house.Jobs.PauseAsync(caller, shell.Id, House.Cancellation));
        await AllowedAsync(
            command, async () => await house.Jobs.CreateAsync(caller, new JobDraft("e", Good with { NextJobIdOnFailure = shell.Id }), House.Cancellation));
        if (command) await house.Jobs.DeleteAsync(caller, (await NamedAsync(house, "e")).Id, House.Cancellation);
        await AllowedAsync(delete, async () => await house.Jobs.DeleteAsync(caller, shell.Id, House.Cancellation));
    }

    [Fact]
    public async Task A_job_of_another_tenant_does_not_exist()
    {
        await using var house = await House.OpenAsync();
        var job = await house.AddAsync("a", Good);
        var stranger = new Caller("eve", "other", Role.Owner);

        Assert.Equal(0, (await house.Jobs.ListAsync(stranger, new JobQuery(), House.Cancellation)).Total);
        await House.RefusedAsync(ErrorCode.NotFound, async () => await house.Jobs.GetAsync(stranger, job.Id, House.Cancellation));
        await House.RefusedAsync(ErrorCode.NotFound, async () => await house.Jobs.TriggerAsync(stranger, job.Id, House.Cancellation));
        await House.RefusedAsync(ErrorCode.NotFound, async () => await house.Jobs.DeleteAsync(stranger, job.Id, House.Cancellation));
        await House.RefusedAsync(ErrorCode.NotFound, async () => await house.Jobs.RunsAsync(stranger, job.Id, new JobRunQuery(), House.Cancellation));
        await House.RefusedAsync(
            ErrorCode.NotFound, async () => await house.Jobs.CreateAsync(stranger, new JobDraft("b", Good with { NextJobIdOnSuccess = job.Id }), House.Cancellation));
        await house.Jobs.CreateAsync(stranger, new JobDraft("a", Good), House.Cancellation);
    }

    [Fact]
    public async Task Where_commands_are_not_allowed_none_is_made_and_none_runs()
    {
        var before = await House.OpenAsync();
        var job = await before.AddAsync("a", Given.Jobs.Command("true"));
        await using var house = await before.CrashAsync(TimeSpan.Zero, House.Plain with { AllowCommands = false });

        await House.RefusedAsync(ErrorCode.Invalid, () => house.AddAsync("b", Given.Jobs.Command("true")));
        await house.TriggerAsync(job);
        Assert.Equal("Jobs may not run commands on this server.", Assert.IsType<CronFailed>(await house.EndedAsync()).Error);
    }

    [Fact]
    public async Task The_configuration_file_wins_over_what_is_there_and_pauses_what_it_leaves_out()
    {
        await using var house = await House.OpenAsync();
        var mine = await house.AddAsync("mine", Good);
        await house.Feature.SyncAsync(
            [
                new ConfiguredJob("acme", "nightly", Good, true, OnSuccess: "report"),
                new ConfiguredJob("acme", "report", Good with { Schedule = null }, true),
                new ConfiguredJob("acme", "broken", Good with { AgentId = "nobody" }, true),
                new ConfiguredJob("acme", "lost", Good, true),
            ],
            House.Cancellation);
        var nightly = await NamedAsync(house, "nightly");
        Assert.Equal(("config", (await NamedAsync(house, "report")).Id), (nightly.CreatedBy, nightly.Definition.NextJobIdOnSuccess));
        Assert.Equal(["lost", "mine", "nightly", "report"], (await NamesAsync(house, new JobQuery())).Order());

        await house.Jobs.UpdateAsync(House.Ada, nightly.Id, new JobPatch(Prompt: "other", Priority: 1), House.Cancellation);
        house.Clock.Advance(TimeSpan.FromSeconds(10));
        var due = (await NamedAsync(house, "nightly")).NextRunAt;
        await house.Feature.SyncAsync([new ConfiguredJob("acme", "nightly", Good, true), new ConfiguredJob("acme", "report", Good with { Schedule = null }, true)], House.Cancellation);

        nightly = await NamedAsync(house, "nightly");
        Assert.Equal(("x", 5, due, null), (nightly.Definition.Prompt, nightly.Definition.Priority, nightly.NextRunAt, nightly.Definition.NextJobIdOnSuccess));
        Assert.False((await NamedAsync(house, "lost")).Enabled);
        Assert.Equal(mine, await house.GetAsync(mine));
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(House house, JobQuery query) =>
        [.. (await house.Jobs.ListAsync(House.Ada, query, House.Cancellation)).Jobs.Select(job => job.Name)];

    private static async Task<Job> NamedAsync(House house, string name) =>
        (await house.Jobs.ListAsync(House.Ada, new JobQuery(), House.Cancellation)).Jobs.Single(job => job.Name == name);

    private static async Task AllowedAsync(bool allowed, Func<Task> attempt)
    {
        if (allowed) await attempt();
        else await House.RefusedAsync(ErrorCode.PermissionDenied, attempt);
    }
}
