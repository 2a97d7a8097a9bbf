using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The integrations of Aleph's documentation, unchanged, against the real server: under Node and in a browser.</summary>
public sealed class AlephIntegrations : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private CarillonProcess _server = null!;
    private AlephPeer _peer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var config = Path.Combine(_data.Path, "carillon.json");
        await File.WriteAllTextAsync(config, """{"agents": {"broken": {"command": "/bin/false"}}, "sessions": {"mainAgent": "demo"}}""", Cancel);
        _server = await CarillonProcess.ServeAsync(_data.Path, ["--config", config], Cancel);
        _peer = await AlephPeer.ConnectAsync(_server, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [InlineData("node")]
    [InlineData("chromium")]
    public async Task A_dashboard_shows_everything(string where)
    {
        await using var dashboard = await StartAsync("dashboard", where);
        var run = await RunAsync("agent:echo:main", "Hello");
        var ended = await dashboard.WaitForAsync(call => Is(call, "updateDashboard") && call.GetProperty("topic").GetString() == "agent.completed", Cancel);
        Assert.Equal(run, ended.GetProperty("data").GetProperty("run_id").GetString());
        Assert.Equal("agent:echo:main", ended.GetProperty("data").GetProperty("session_key").GetString());
        Assert.Equal(JsonValueKind.Number, ended.GetProperty("timestamp").ValueKind);

        var topics = dashboard.Calls.Where(call => Is(call, "updateDashboard")).Select(call => call.GetProperty("topic").GetString()).ToList();
        string[] inOrder = ["session.created", "agent.started", "stream.start", "stream.chunk", "stream.end", "agent.completed"];
        Assert.Equal(inOrder, topics.Where(topic => inOrder.Contains(topic)).Distinct());
        Assert.Contains("session.state_changed", topics);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("chromium")]
    public async Task An_alert_is_sent_once_for_each_failure(string where)
    {
        await using var alerting = await StartAsync("alerting", where);
        var first = await RunAsync("agent:broken:main", "Hello");
        await alerting.WaitForAsync(call => IsAlertOf(call, first), Cancel);
        var second = await RunAsync("agent:broken:main", "Hello again");
        await alerting.WaitForAsync(call => IsAlertOf(call, second), Cancel);

        var alerts = alerting.Calls.Where(call => Is(call, "sendAlert")).Select(call => call.GetProperty("alert")).ToList();
        Assert.Equal(2, alerts.Count);
        Assert.All(alerts, alert => Assert.Equal("#aleph-alerts", alert.GetProperty("channel").GetString()));

        static bool IsAlertOf(JsonElement call, string run) => Is(call, "sendAlert")
            && call.GetProperty("alert").GetProperty("text").GetString() is { } text
            && text.StartsWith("[agent.error] {", StringComparison.Ordinal) && text.Contains(run, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("chromium")]
    public async Task Tools_are_measured(string where)
    {
        await using var analytics = await StartAsync("tool analytics", where);
        await RunAsync("agent:demo:main", "What is in this folder?");
        var metric = await analytics.WaitForAsync(call => Is(call, "recordMetric"), Cancel);
        Assert.NotEmpty(metric.GetProperty("tool").GetString()!);
        Assert.InRange(metric.GetProperty("ms").GetDouble(), 0, 60_000);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("chromium")]
    public async Task A_board_shows_how_jobs_are_doing(string where)
    {
        await using var board = await StartAsync("cron board", where);
        var good = await JobAsync("good", "exit 0");
        var bad = await JobAsync("bad", "exit 7");
        foreach (var job in new[] { good, bad }) await _peer.CallAsync("cron.trigger", new { job_id = job }, Cancel);

        var running = await board.WaitForAsync(call => IsStatus(call, good, "running"), Cancel);
        Assert.Equal("manual", running.GetProperty("detail").GetString());
        var completed = await board.WaitForAsync(call => IsStatus(call, good, "completed"), Cancel);
        Assert.EndsWith("ms", completed.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var failed = await board.WaitForAsync(call => IsStatus(call, bad, "failed"), Cancel);
        var alert = await board.WaitForAsync(call => Is(call, "alertOnFailure"), Cancel);
        Assert.Equal(bad, alert.GetProperty("job").GetString());
        Assert.Equal(failed.GetProperty("detail").GetString(), alert.GetProperty("error").GetString());

        async Task<string> JobAsync(string name, string command)
        {
            var made = await _peer.CallAsync("cron.create", new { name, command, max_retries = 0 }, Cancel);
            return made.GetProperty("job_id").GetString()!;
        }

        static bool IsStatus(JsonElement call, string job, string status) =>
            Is(call, "setJobStatus") && call.GetProperty("job").GetString() == job && call.GetProperty("status").GetString() == status;
    }

    private Task<IntegrationRun> StartAsync(string name, string where) => IntegrationRun.StartAsync(name, where, _server.WebSocket("/aleph"), Cancel);

    private async Task<string> RunAsync(string key, string message)
    {
        var run = await _peer.CallAsync("agent.run", new { message, session_key = key }, Cancel);
        var id = run.GetProperty("run_id").GetString()!;
        await _peer.CallAsync("run.wait", new { run_id = id }, Cancel);
        return id;
    }

    private static bool Is(JsonElement call, string name) => call.GetProperty("call").GetString() == name;
}
