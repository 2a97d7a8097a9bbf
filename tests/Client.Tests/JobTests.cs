using System.Text.Json;

namespace Carillon.Client.Tests;

public class JobTests : ClientTest
{
    [Fact]
    public async Task A_job_goes_through_its_life()
    {
        using var client = NewClient();
        var made = await client.Jobs.CreateAsync(
            new JobMembers("Nightly", Schedule: new JobSchedule(Cron: "0 3 * * *"), AgentId: "demo", Prompt: "Go", Overlap: "queue", Tags: ["t"]), Token);
        var read = await client.Jobs.GetAsync(made.Id, Token);
        await client.Jobs.UpdateAsync(made.Id, new JobMembers(Priority: 9), Token);
        var paused = await client.Jobs.PauseAsync(made.Id, Token);
        var resumed = await client.Jobs.ResumeAsync(made.Id, Token);
        var run = await client.Jobs.TriggerAsync(made.Id, Token);
        await client.Jobs.DeleteAsync(made.Id, Token);
        var gone = await Assert.ThrowsAsync<CarillonApiException>(() => client.Jobs.GetAsync(made.Id, Token));

        Assert.Equal(("Nightly", "0 3 * * *", "queue", "once", 3), (made.Name, made.Definition.Schedule!.Cron, made.Definition.Overlap, made.Definition.CatchUp, made.Definition.MaxRetries));
        Assert.Equal(JsonSerializer.Serialize(made), JsonSerializer.Serialize(read));
        Assert.Equal((false, true, "queued", "manual"), (paused.Enabled, resumed.Enabled, run.Status, run.TriggerSource));
        Assert.Equal("not_found", gone.Code);
    }

    [Fact]
    public async Task Lists_say_what_narrows_them_and_runs_are_read()
    {
        using var client = NewClient();
        var made = await client.Jobs.CreateAsync(new JobMembers("a", Command: "true"), Token);
        var page = await client.Jobs.ListAsync(new JobFilter(true, "demo & co", ["a", "b"]), 7, "x|y", Token);
        var query = Assert.IsType<Contracts.Scheduling.JobQuery>(Host.Jobs.Asked);
        var runs = await client.Jobs.RunsAsync(made.Id, 5, cancellationToken: Token);
        var run = await client.Jobs.GetRunAsync(made.Id, "r1", Token);

        Assert.Equal((1, "more"), (page.Total, page.Next));
        Assert.Equal((true, "demo & co", 7, "x|y"), (query.Enabled, query.AgentId, query.Limit, query.Next));
        Assert.Equal(["a", "b"], query.Tags!);
        Assert.Equal(("r1", "completed", "catch_up", "done", 30L), (run.RunId, run.Status, run.TriggerSource, run.Output, run.DurationMs!.Value));
        Assert.Equal([run], runs.Runs);
    }
}
