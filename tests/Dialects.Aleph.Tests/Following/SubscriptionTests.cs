using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Dialects.Aleph.Tests.Gateway;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Tests.Following;

public sealed class SubscriptionTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_are_as_documented_and_patterns_add_up()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        Assert.Equal("""{"subscribed":["stream.*","agent.*"],"active_patterns":["stream.*","agent.*"]}""", await TextAsync("events.subscribe", """{"patterns":["stream.*","agent.*"]}"""));
        Assert.Equal("""{"subscribed":["agent.*","config.*"],"active_patterns":["stream.*","agent.*","config.*"]}""", await TextAsync("events.subscribe", """{"topics":["agent.*","config.*"]}"""));
        Assert.Equal("""{"subscribed":["*.error"],"active_patterns":["stream.*","agent.*","config.*","*.error"]}""", await TextAsync("events.subscribe", """{"pattern":"*.error"}"""));
        Assert.Equal("""{"unsubscribed":["stream.*"],"active_patterns":["agent.*","config.*","*.error"]}""", await TextAsync("events.unsubscribe", """{"patterns":["stream.*","never.*"]}"""));
        Assert.Equal("""{"unsubscribed":[],"active_patterns":["agent.*","config.*","*.error"]}""", await TextAsync("events.unsubscribe", """{"patterns":[]}"""));
        Assert.Equal("""{"patterns":["agent.*","config.*","*.error"],"total":3}""", await TextAsync("events.list", "{}"));

        async Task<string> TextAsync(string method, string parameters) => (await client.CallAsync(method, parameters)).ToJsonString();
    }

    [Fact]
    public async Task Before_the_first_subscription_nothing_comes_and_on_request_everything()
    {
        await using var server = await TestServer.StartAsync();
        await using var quiet = await server.ConnectAsync();
        await using var eager = await server.ConnectAsync("events=all");
        await server.SayAsync(new CronFailed("j1", "r1", "no"));
        await eager.HearEventAsync("cron.failed");
        await quiet.HearNothingAsync();

        await eager.CallAsync("events.subscribe", """{"patterns":["config.*"]}""");
        await server.SayAsync(new CronFailed("j1", "r2", "no"), new ConfigReloaded("file"));
        await eager.HearEventAsync("config.reloaded");
        Assert.Equal("""{"patterns":["config.*"],"total":1}""", (await eager.CallAsync("events.list")).ToJsonString());
    }

    [Fact]
    public async Task An_event_comes_once_however_many_patterns_match_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.CallAsync("events.subscribe", """{"patterns":["agent.error","cron.failed","*.error"]}""");
        await server.SayAsync(new TurnFailed("s1", "r1", "AGENT_ERROR", "It broke", 5), new CronFailed("j1", "r2", "no"), new CronCompleted("j1", "r3", 1));
        Assert.Equal("""{"run_id":"r1","error":"It broke"}""", (await client.HearEventAsync("agent.error"))["data"]!.ToJsonString());
        await client.HearEventAsync("cron.failed");
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Patterns_that_come_and_go_neither_lose_nor_double_what_the_others_let_through()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.CallAsync("events.subscribe", """{"patterns":["cron.*"]}""");
        const int Count = 300;
        var saying = Task.Run(
            async () =>
            {
                for (var i = 0; i < Count; i++) await server.SayAsync(new CronCompleted("j1", $"r{i}", i), new ConfigReloaded("file"));
            },
            Ending);
        var heard = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            await client.CallAsync("events.subscribe", """{"patterns":["config.*"]}""");
            await client.CallAsync("events.unsubscribe", """{"patterns":["config.*"]}""");
        }

        await saying;
        await server.SayAsync(new CronFailed("j1", "last", "over"));
        while (true)
        {
            var told = await client.HearEventAsync();
            if ((string?)told["topic"] == "cron.failed") break;
            if ((string?)told["topic"] == "cron.completed") heard.Add((string)told["data"]!["run_id"]!);
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"r{i}"), heard);
    }

    [Fact]
    public async Task After_the_last_pattern_is_gone_nothing_comes()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.CallAsync("events.subscribe", """{"patterns":["*"]}""");
        await client.CallAsync("events.unsubscribe", """{"patterns":["*"]}""");
        await server.SayAsync(new ConfigReloaded("file"));
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task A_star_shows_what_has_no_word_under_its_own_topic()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.CallAsync("events.subscribe", """{"patterns":["*"]}""");
        var published = new NewEvent(new StreamId("dev", "custom:builds"), "build.step.done", """{"ok":true}"""u8.ToArray(), Durable: true);
        await server.Log.AppendAsync(new Append(published), Ending);
        await server.SayAsync(new DaemonActivityChanged("idle", "coding", 0.9));
        Assert.Equal("""{"ok":true}""", (await client.HearEventAsync("build.step.done"))["data"]!.ToJsonString());
        await client.HearEventAsync("daemon.activity_changed");
    }

    [Fact]
    public async Task The_way_of_reading_patterns_is_chosen_in_the_address()
    {
        await using var server = await TestServer.StartAsync();
        await using var documented = await server.ConnectAsync();
        await using var asCode = await server.ConnectAsync("globs=segments");
        foreach (var client in new[] { documented, asCode }) await client.CallAsync("events.subscribe", """{"patterns":["build.*","stream.tool_*"]}""");
        var deep = new NewEvent(new StreamId("dev", "custom:builds"), "build.step.done", "{}"u8.ToArray(), Durable: true);
        await server.Log.AppendAsync(new Append([deep, deep with { Type = "build.done" }]), Ending);
        await server.SayAsync(new ToolCompleted("s1", "r1", "c1", "read", 1));

        Assert.Equal(["build.done", "stream.tool_end"], await documented.HearTopicsUntilAsync("stream.tool_end"));
        Assert.Equal(["build.step.done", "build.done"], await asCode.HearTopicsUntilAsync("build.done"));
        await asCode.HearNothingAsync();
    }

    [Fact]
    public async Task Events_of_another_tenant_never_come()
    {
        await using var server = await TestServer.StartAsync();
        await using var stranger = await server.ConnectAsync("events=all", new Caller("eve", "globex", Role.Owner));
        await stranger.CallAsync("events.subscribe", """{"patterns":["*","cron.*"]}""");
        await server.SayAsync(new CronFailed("j1", "r1", "no"));
        Assert.Equal(0, (int)(await stranger.CallAsync("events.replay", """{"patterns":["cron.*"],"after":"start"}"""))["replayed"]!);
        await stranger.HearNothingAsync();
    }

    [Fact]
    public async Task A_viewer_sees_nothing_of_the_machine_neither_live_nor_in_replay()
    {
        await using var server = await TestServer.StartAsync();
        await using var viewer = await server.ConnectAsync(caller: new Caller("vic", "dev", Role.Viewer));
        await viewer.CallAsync("events.subscribe", """{"patterns":["daemon.*"]}""");
        await viewer.CallAsync("events.subscribe", """{"patterns":["config.*","*"]}""");
        await server.SayAsync(new DaemonActivityChanged("idle", "coding", 0.9), new ConfigReloaded("file"));
        await viewer.HearEventAsync("config.reloaded");
        Assert.Equal(0, (int)(await viewer.CallAsync("events.replay", """{"patterns":["daemon.*"],"after":"start"}"""))["replayed"]!);
        await viewer.HearNothingAsync();
    }

    [Fact]
    public async Task Replay_sends_what_is_kept_after_a_cursor_in_pages()
    {
        await using var server = await TestServer.StartAsync();
        await server.SayAsync(new CronTriggered("j1", "r0", "schedule"));
        await server.SayAsync(new TurnTextDelta("s1", "t1", "live only"), new ConfigReloaded("file"));
        await server.SayAsync([.. Enumerable.Range(1, 600).Select(i => new CronCompleted("j1", $"r{i}", i))]);
        await using var client = await server.ConnectAsync();

        var first = await client.CallAsync("events.replay", """{"patterns":["cron.*"],"after":"start","limit":100}""");
        Assert.Equal((100, false), ((int)first["replayed"]!, (bool)first["complete"]!));
        for (var i = 0; i < 100; i++) Assert.Equal($"r{i}", (string?)(await client.HearEventAsync())["data"]!["run_id"]);
        var rest = await client.CallAsync("events.replay", $$"""{"patterns":["cron.*"],"after":"{{first["cursor"]}}"}""");
        Assert.Equal((501, true), ((int)rest["replayed"]!, (bool)rest["complete"]!));
        long seq = 0;
        for (var i = 100; i <= 600; i++)
        {
            var told = await client.HearEventAsync();
            Assert.Equal($"r{i}", (string?)told["data"]!["run_id"]);
            Assert.True((long)told["seq"]! > seq);
            seq = (long)told["seq"]!;
        }

        Assert.Equal("""{"replayed":0,"cursor":"CURSOR","complete":true}""".Replace("CURSOR", (string?)rest["cursor"]), (await client.CallAsync("events.replay", $$"""{"patterns":["*"],"after":"{{rest["cursor"]}}"}""")).ToJsonString());
        Assert.NotNull((await client.CallAsync("events.replay", """{"patterns":["config.*"],"after":"1-5"}"""))["reset"]);
        Assert.Equal(-32602, (await client.FailAsync("events.replay", """{"patterns":["*"],"after":"yesterday"}""")).Code);
    }

    [Fact]
    public async Task The_first_subscription_may_begin_where_the_client_left_off()
    {
        await using var server = await TestServer.StartAsync();
        await using var before = await server.ConnectAsync("seq=1");
        await before.CallAsync("events.subscribe", """{"patterns":["cron.*"]}""");
        await server.SayAsync(new CronCompleted("j1", "r1", 1));
        var cursor = (string)(await before.HearEventAsync())["cursor"]!;
        await server.SayAsync(new CronCompleted("j1", "r2", 1), new ConfigReloaded("file"));

        await using var after = await server.ConnectAsync();
        await after.CallAsync("events.subscribe", $$"""{"patterns":["cron.*"],"after":"{{cursor}}"}""");
        await server.SayAsync(new CronCompleted("j1", "r3", 1));
        Assert.Equal("r2", (string?)(await after.HearEventAsync())["data"]!["run_id"]);
        Assert.Equal("r3", (string?)(await after.HearEventAsync())["data"]!["run_id"]);
        Assert.Equal(-32602, (await after.FailAsync("events.subscribe", $$"""{"patterns":["config.*"],"after":"{{cursor}}"}""")).Code);
    }

    [Fact]
    public async Task What_is_dropped_for_a_slow_reader_is_told_to_whoever_asked_for_numbers()
    {
        await using var server = await TestServer.StartAsync();
        await using var numbered = await server.ConnectAsync("seq=1");
        await using var plain = await server.ConnectAsync();
        foreach (var client in new[] { numbered, plain }) await client.CallAsync("events.subscribe", """{"patterns":["*"]}""");

        // Nobody reads meanwhile: more than an outbox holds, of what is live only.
        var large = new string('x', 60_000);
        for (var i = 0; i < 60; i++) await server.SayAsync(new UsageUpdated("s1", $"t{i}", large), new TurnTextDelta("s1", "t", large));
        await server.SayAsync(new CronCompleted("j1", "last", 1));

        var told = await numbered.HearTopicsUntilAsync("cron.completed");
        Assert.Contains("connection.warning", told);
        Assert.DoesNotContain("connection.warning", await plain.HearTopicsUntilAsync("cron.completed"));
    }

    [Fact]
    public async Task A_server_that_stops_says_so_to_those_who_listen_for_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();
        await client.CallAsync("events.subscribe", """{"patterns":["system.*"]}""");
        await other.CallAsync("events.subscribe", """{"patterns":["cron.*"]}""");
        foreach (var session in new[] { client.Session, other.Session }) await session.ShutdownAsync("restart", Ending);
        Assert.Equal("""{"reason":"restart","grace_period_ms":5000}""", (await client.HearEventAsync("system.shutdown"))["data"]!.ToJsonString());
        await other.HearNothingAsync();
    }
}
