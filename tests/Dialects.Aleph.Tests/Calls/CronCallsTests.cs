using Carillon.Dialects.Aleph.Tests.Gateway;

namespace Carillon.Dialects.Aleph.Tests.Calls;

public sealed class CronCallsTests
{
    [Fact]
    public async Task Jobs_are_made_shown_and_steered_as_documented()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var made = await client.CallAsync("cron.create", """{"name":"nightly","schedule":"0 3 * * *","agent_id":"main","prompt":"Tidy up","tags":["home"]}""");
        Assert.Equal(("job-1", "nightly", "0 3 * * *", "demo", true, 5000L, 1000L), (
            (string?)made["job_id"], (string?)made["name"], (string?)made["schedule"], (string?)made["agent_id"], (bool)made["enabled"]!, (long)made["next_run_at"]!, (long)made["created_at"]!));

        var shown = await client.CallAsync("cron.get", """{"job_id":"job-1"}""");
        Assert.Equal(("cron", "Tidy up", "UTC", 5, 3), (
            (string?)shown["schedule_kind"], (string?)shown["prompt"], (string?)shown["timezone"], (int)shown["priority"]!, (int)shown["max_retries"]!));
        Assert.Equal("completed", (string?)shown["recent_runs"]![0]!["status"]);
        Assert.Equal(1, (int)(await client.CallAsync("cron.list", """{"filter":{"enabled":true,"agent_id":"demo"}}"""))["total"]!);
        Assert.Equal("""{"triggered":true,"job_id":"job-1","run_id":"run-1","status":"queued","trigger_source":"manual"}""", await TextAsync("cron.trigger"));
        Assert.Equal("""{"paused":true,"job_id":"job-1","enabled":false}""", await TextAsync("cron.pause"));
        Assert.Equal("""{"resumed":true,"job_id":"job-1","enabled":true,"next_run_at":6000}""", await TextAsync("cron.toggle"));
        Assert.Equal("""{"job_id":"job-1","enabled":true,"last_run_at":null,"next_run_at":6000,"consecutive_failures":0,"status":"healthy"}""", await TextAsync("cron.status"));
        Assert.Equal("""{"running":true,"job_count":1,"enabled_count":1}""", (await client.CallAsync("cron.status")).ToJsonString());
        Assert.Equal("""{"deleted":true,"job_id":"job-1"}""", await TextAsync("cron.delete"));
        Assert.Equal(-32004, (await client.FailAsync("cron.get", """{"job_id":"job-1"}""")).Code);

        async Task<string> TextAsync(string method) => (await client.CallAsync(method, """{"job_id":"job-1"}""")).ToJsonString();
    }

    [Theory]
    [InlineData("""{"schedule_kind":"every","every_ms":60000}""", "every")]
    [InlineData("""{"every_ms":60000}""", "every")]
    [InlineData("""{"schedule_kind":"once","at":1900000000000}""", "once")]
    [InlineData("""{"schedule":{"kind":"at","at":"2030-01-02T03:04:05Z"}}""", "once")]
    [InlineData("""{"schedule":{"kind":"cron","expr":"0 0 3 * * *","tz":"Europe/Berlin"}}""", "cron")]
    [InlineData("""{"schedule":{"kind":"every","every_ms":60000}}""", "every")]
    public async Task A_schedule_may_be_spelt_as_documented_or_as_the_code_does(string schedule, string kind)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var made = await client.CallAsync("cron.create", $$"""{"name":"n","agent_id":"demo","prompt":"p",{{schedule[1..]}}""");
        Assert.Equal(kind, (string?)made["schedule_kind"]);
    }

    [Theory]
    [InlineData("""{"prompt":"p"}""")]
    [InlineData("""{"name":"n","schedule_kind":"sometimes"}""")]
    [InlineData("""{"name":"n","schedule_kind":"every"}""")]
    [InlineData("""{"name":"n","schedule":{"kind":"cron","expr":"30 0 3 * * *"}}""")]
    [InlineData("""{"name":"n","schedule_kind":"once","at":"soon"}""")]
    [InlineData("""{"name":"n","max_retries":99}""")]
    public async Task What_does_not_fit_is_told(string parameters)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        Assert.Equal(-32602, (await client.FailAsync("cron.create", parameters)).Code);
    }
}
