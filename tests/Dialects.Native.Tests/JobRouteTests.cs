using Carillon.Contracts.Scheduling;
using Carillon.Core.Identity;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class JobRouteTests : HostedTest
{
    private const string Full = """
        {"name":"Nightly","enabled":false,"schedule":{"cron":"0 3 * * *"},"agentId":"demo","prompt":"Go","timezone":"Europe/Berlin","contextVars":{"a":"b"},
         "tags":["t"],"maxRetries":1,"priority":9,"timeoutMs":5000,"overlap":"queue","catchUp":"all","catchUpLimit":2,"nextJobIdOnSuccess":"j8","nextJobIdOnFailure":"j9"}
        """;

    private const string Made = """{"id":"j1","name":"Nightly","definition":{"schedule":{"cron":"0 3 * * *"},"agentId":"demo","prompt":"Go","timezone":"Europe/Berlin","contextVars":{"a":"b"},"tags":["t"],"maxRetries":1,"priority":9,"timeoutMs":5000,"overlap":"queue","catchUp":"all","catchUpLimit":2,"nextJobIdOnSuccess":"j8","nextJobIdOnFailure":"j9"},"enabled":false,"createdBy":"dev-user-001","createdAt":1000,"updatedAt":1000,"nextRunAt":2000,"runCount":0,"skippedCount":0,"consecutiveFailures":0,"activeRuns":0}""";

    [Fact]
    public async Task A_job_is_made_of_all_its_members_and_read()
    {
        var (status, made) = await CallAsync(HttpMethod.Post, "/v1/cron/jobs", Full);
        var (_, read) = await CallAsync(HttpMethod.Get, "/v1/cron/jobs/j1");

        Assert.Equal(201, status);
        Assert.Equal(Made, made!.ToJsonString());
        Assert.Equal(Made, read!.ToJsonString());
    }

    [Fact]
    public async Task What_is_left_out_of_a_new_job_has_its_default_and_of_a_change_stays()
    {
        await CallAsync(HttpMethod.Post, "/v1/cron/jobs", """{"name":"a","command":"true"}""");
        Assert.Equal(new JobDraft("a", new JobDefinition(Command: "true")), Host.Jobs.Asked);

        await CallAsync(HttpMethod.Patch, "/v1/cron/jobs/j1", """{"priority":3,"jobId":"j7"}""");
        Assert.Equivalent(new JobPatch(Priority: 3), Host.Jobs.Asked);
    }

    [Fact]
    public async Task A_list_is_narrowed_by_the_address()
    {
        await MakeAsync();
        var (_, page) = await CallAsync(HttpMethod.Get, "/v1/cron/jobs?enabled=false&agentId=demo&tags=a,b&tags=c&limit=7&next=x");

        var query = Assert.IsType<JobQuery>(Host.Jobs.Asked);
        Assert.Equal((false, "demo", 7, "x"), (query.Enabled, query.AgentId, query.Limit, query.Next));
        Assert.Equal(["a", "b", "c"], query.Tags!);
        Assert.Equal(("j1", 1, "more"), ((string?)page!["jobs"]![0]!["id"], (int?)page["total"], (string?)page["next"]));
    }

    [Fact]
    public async Task A_job_is_triggered_paused_resumed_and_deleted()
    {
        await MakeAsync();
        var (triggered, run) = await CallAsync(HttpMethod.Post, "/v1/cron/jobs/j1/trigger");
        var (_, paused) = await CallAsync(HttpMethod.Post, "/v1/cron/jobs/j1/pause");
        var (_, resumed) = await CallAsync(HttpMethod.Post, "/v1/cron/jobs/j1/resume");
        var (deleted, _) = await CallAsync(HttpMethod.Delete, "/v1/cron/jobs/j1");
        var (gone, problem) = await CallAsync(HttpMethod.Get, "/v1/cron/jobs/j1");

        Assert.Equal((202, 204, 404), (triggered, deleted, gone));
        Assert.Equal("""{"runId":"r2","jobId":"j1","status":"queued","triggerSource":"manual","createdAt":1000,"attempts":0}""", run!.ToJsonString());
        Assert.Equal((false, null), ((bool?)paused!["enabled"], (long?)paused["nextRunAt"]));
        Assert.Equal((true, 3000), ((bool?)resumed!["enabled"], (long?)resumed["nextRunAt"]));
        Assert.Equal("not_found", (string?)problem!["code"]);
    }

    [Fact]
    public async Task Runs_are_read_by_page_and_one_by_one()
    {
        await MakeAsync();
        const string Run = """{"runId":"r1","jobId":"j1","status":"completed","triggerSource":"catch_up","createdAt":1000,"dueAt":900,"startedAt":1001,"endedAt":1031,"durationMs":30,"attempts":1,"output":"done","sessionId":"s1"}""";
        var (_, page) = await CallAsync(HttpMethod.Get, "/v1/cron/jobs/j1/runs?limit=5&next=n");
        var (_, run) = await CallAsync(HttpMethod.Get, "/v1/cron/jobs/j1/runs/r1");
        var (gone, _) = await CallAsync(HttpMethod.Get, "/v1/cron/jobs/j1/runs/r9");

        Assert.Equal(new JobRunQuery(5, "n"), Host.Jobs.Asked);
        Assert.Equal($$"""{"runs":[{{Run}}]}""", page!.ToJsonString());
        Assert.Equal(Run, run!.ToJsonString());
        Assert.Equal(404, gone);
    }

    [Theory]
    [InlineData("""{"command":"true"}""", "'name' is missing.")]
    [InlineData("""{"name":"a","overlap":"sometimes"}""", "'$.overlap' is unknown or has the wrong type.")]
    [InlineData("""{"name":"a","schedule":{"cron":5}}""", "'$.schedule.cron' is unknown or has the wrong type.")]
    [InlineData("""{"name":"a","schedule":{"daily":true}}""", "'$.schedule.daily' is unknown or has the wrong type.")]
    [InlineData("""{"name":"a","shell":"true"}""", "'$.shell' is unknown or has the wrong type.")]
    public async Task What_does_not_fit_is_refused_with_the_member(string body, string detail)
    {
        var (status, problem) = await CallAsync(HttpMethod.Post, "/v1/cron/jobs", body);
        Assert.Equal((400, detail), (status, (string?)problem!["detail"]));
    }

    [Theory]
    [InlineData("cron.create", """{"name":"b","command":"true"}""", "\"id\":\"j2\"")]
    [InlineData("cron.list", """{"tags":["a"]}""", "\"total\":1")]
    [InlineData("cron.get", """{"jobId":"j1"}""", "\"id\":\"j1\"")]
    [InlineData("cron.update", """{"jobId":"j1","priority":2}""", "\"id\":\"j1\"")]
    [InlineData("cron.trigger", """{"jobId":"j1"}""", "\"status\":\"queued\"")]
    [InlineData("cron.pause", """{"jobId":"j1"}""", "\"enabled\":false")]
    [InlineData("cron.resume", """{"jobId":"j1"}""", "\"enabled\":true")]
    [InlineData("cron.runs", """{"jobId":"j1"}""", "\"runs\":[")]
    [InlineData("cron.run", """{"jobId":"j1","runId":"r1"}""", "\"runId\":\"r1\"")]
    [InlineData("cron.delete", """{"jobId":"j1"}""", "\"result\":")]
    [InlineData("cron.get", "{}", "'jobId' is missing.")]
    public async Task The_same_goes_by_rpc(string method, string given, string expected)
    {
        await MakeAsync();
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        peer.Send($$"""{"jsonrpc":"2.0","method":"{{method}}","params":{{given}},"id":1}""");

        Assert.Contains(expected, await peer.NextAsync(Token), StringComparison.Ordinal);
    }

    private async Task MakeAsync() => await CallAsync(HttpMethod.Post, "/v1/cron/jobs", Full);
}
