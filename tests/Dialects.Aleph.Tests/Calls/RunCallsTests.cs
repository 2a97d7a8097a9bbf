using Carillon.Contracts.Agents;
using Carillon.Contracts.Sessions;
using Carillon.Dialects.Aleph.Tests.Gateway;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Tests.Calls;

public sealed class RunCallsTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("message")]
    [InlineData("input")]
    public async Task A_run_begins_at_once_and_tells_its_story_in_order(string name)
    {
        await using var server = await TestServer.StartAsync();
        server.Agents.Script = async (agent, _, _) =>
        {
            await agent.UpdateAsync(new AgentThought("Hm"), Ending);
            await agent.UpdateAsync(new AgentToolCall("c1", "Read a", "read", "completed", null, [], "text"), Ending);
            await agent.UpdateAsync(new AgentText("Done"), Ending);
            return new PromptResult("end_turn", 10, 20);
        };
        await using var client = await server.ConnectAsync();
        await client.CallAsync("events.subscribe", """{"patterns":["stream.*","agent.*","session.created"]}""");
        var started = await client.CallAsync("agent.run", $$"""{"{{name}}":"Hi","thinking":"low"}""");
        Assert.Equal(("running", "agent:main:main"), ((string?)started["status"], (string?)started["session_key"]));

        Assert.Equal(
            ["session.created", "agent.started", "stream.start", "stream.thinking", "stream.thinking", "stream.tool_start", "stream.tool_end", "stream.chunk", "stream.end", "agent.completed"],
            await client.HearTopicsUntilAsync("agent.completed"));
        var status = await client.CallAsync("agent.status", $$"""{"run_id":"{{started["run_id"]}}"}""");
        Assert.Equal(("completed", 30, """["read"]""", 2), ((string?)status["status"], (int)status["tokens_used"]!, status["tools_called"]!.ToJsonString(), (int)status["iterations"]!));
    }

    [Theory]
    [InlineData("""{"peer_id":"Ben"}""", "agent:main:dm:ben")]
    [InlineData("""{"peer_id":"ben","channel":"telegram"}""", "agent:main:telegram:dm:ben")]
    [InlineData("""{"peer_id":"ben","channel":"telegram","session_key":"agent:main:main"}""", "agent:main:main")]
    public async Task What_a_peer_says_is_said_in_the_peers_own_session(string who, string key)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var run = await client.CallAsync("agent.run", who.Insert(1, "\"message\":\"Hi\","));
        Assert.Equal(key, (string?)run["session_key"]);
        Assert.Equal((-32602, "Invalid params: 'peer_id' is to be part of a session key: letters, digits and - _ . @ + / = # ~"), await client.FailAsync("agent.run", """{"message":"Hi","peer_id":"b n"}"""));
    }

    [Fact]
    public async Task Waiting_for_a_run_holds_up_neither_other_calls_nor_events()
    {
        await using var server = await TestServer.StartAsync();
        var going = new TaskCompletionSource();
        server.Agents.Script = async (agent, _, _) =>
        {
            await going.Task;
            await agent.UpdateAsync(new AgentText("Done"), Ending);
            return new PromptResult("end_turn", 3, 4);
        };
        await using var client = await server.ConnectAsync();
        var id = (string)(await client.CallAsync("agent.run", """{"message":"Hi"}"""))["run_id"]!;
        await client.SayAsync($$$"""{"jsonrpc":"2.0","id":"w","method":"run.wait","params":{"run_id":"{{{id}}}","timeout_ms":300000}}""");
        await client.CallAsync("events.subscribe", """{"patterns":["config.*"]}""");
        await server.SayAsync(new ConfigReloaded("file"));
        await client.HearEventAsync("config.reloaded");
        Assert.Equal("running", (string?)(await client.CallAsync("agent.status", $$"""{"run_id":"{{id}}"}"""))["status"]);

        going.SetResult();
        var waited = await client.HearAsync();
        Assert.Equal("w", (string?)waited["id"]);
        Assert.Equal(("completed", "Done", 3, 4), ((string?)waited["result"]!["status"], (string?)waited["result"]!["output"], (int)waited["result"]!["input_tokens"]!, (int)waited["result"]!["output_tokens"]!));
    }

    [Fact]
    public async Task A_wait_ends_with_its_time_and_knows_no_run_that_is_not_there()
    {
        await using var server = await TestServer.StartAsync();
        server.Agents.Script = async (_, _, stop) =>
        {
            await stop;
            return new PromptResult("cancelled");
        };
        await using var client = await server.ConnectAsync();
        var id = (string)(await client.CallAsync("agent.run", """{"message":"Hi"}"""))["run_id"]!;
        Assert.Equal("timeout", (string?)(await client.CallAsync("run.wait", $$"""{"run_id":"{{id}}","timeout_ms":0}"""))["status"]);
        Assert.Equal("not_found", (string?)(await client.CallAsync("run.wait", """{"run_id":"nope"}"""))["status"]);
        Assert.Equal(-32602, (await client.FailAsync("run.wait", $$"""{"run_id":"{{id}}","timeout_ms":300001}""")).Code);
        Assert.Equal((-32602, "A turn already runs in this session."), await client.FailAsync("agent.run", """{"message":"Again"}"""));

        Assert.True((bool)(await client.CallAsync("agent.cancel", $$"""{"run_id":"{{id}}"}"""))["cancelled"]!);
        Assert.Equal("cancelled", (string?)(await client.CallAsync("run.wait", $$"""{"run_id":"{{id}}"}"""))["status"]);
        Assert.False((bool)(await client.CallAsync("agent.cancel", $$"""{"run_id":"{{id}}"}"""))["cancelled"]!);
        Assert.Equal((-32602, "Run has ended"), await client.FailAsync("run.queue_message", $$"""{"run_id":"{{id}}","message":"More"}"""));
        Assert.Equal((-32004, "Run not found"), await client.FailAsync("run.queue_message", """{"run_id":"nope","message":"More"}"""));
    }

    [Fact]
    public async Task A_queued_message_reaches_the_agent()
    {
        await using var server = await TestServer.StartAsync();
        server.Agents.Script = async (_, prompt, stop) =>
        {
            if (prompt == "Hi") await stop;
            return new PromptResult(prompt == "Hi" ? "cancelled" : "end_turn");
        };
        await using var client = await server.ConnectAsync();
        var id = (string)(await client.CallAsync("agent.run", """{"message":"Hi"}"""))["run_id"]!;
        Assert.True((bool)(await client.CallAsync("run.queue_message", $$"""{"run_id":"{{id}}","message":"More"}"""))["success"]!);
        Assert.Equal("completed", (string?)(await client.CallAsync("run.wait", $$"""{"run_id":"{{id}}"}"""))["status"]);
        Assert.Equal(["Hi", "More"], server.Agents.Prompts.Select(prompt => prompt.Prompt));
    }

    [Fact]
    public async Task A_permission_is_an_approval_and_is_answered_as_input()
    {
        await using var server = await TestServer.StartAsync();
        server.Agents.Script = async (agent, _, _) =>
        {
            var options = new[] { new PermissionOption("y", "Yes", PermissionKind.AllowOnce), new PermissionOption("n", "No", PermissionKind.RejectOnce) };
            var chosen = await agent.RequestPermissionAsync(new AgentPermission(null, "execute", "Remove it", options, "rm -rf build"), Ending);
            await agent.UpdateAsync(new AgentText(chosen ?? "nothing"), Ending);
            return new PromptResult("end_turn");
        };
        await using var client = await server.ConnectAsync();
        await client.CallAsync("events.subscribe", """{"patterns":["exec.*"]}""");
        var id = (string)(await client.CallAsync("agent.run", """{"message":"Hi"}"""))["run_id"]!;
        var asked = (await client.HearEventAsync("exec.approval_requested"))["data"]!;
        Assert.Equal("rm -rf build", (string?)asked["command"]);
        Assert.Equal(-32602, (await client.FailAsync("agent.respondToInput", $$"""{"run_id":"{{id}}","response":"perhaps"}""")).Code);
        Assert.True((bool)(await client.CallAsync("agent.respondToInput", $$"""{"run_id":"{{id}}","response":"allow_once"}"""))["accepted"]!);
        Assert.Equal(("allow_once", (string?)asked["id"]), Decision((await client.HearEventAsync("exec.approval_resolved"))["data"]!));
        Assert.Equal("y", (string?)(await client.CallAsync("run.wait", $$"""{"run_id":"{{id}}"}"""))["output"]);
        Assert.Equal(-32004, (await client.FailAsync("agent.respondToInput", $$"""{"run_id":"{{id}}","response":"allow_once"}""")).Code);

        static (string?, string?) Decision(System.Text.Json.Nodes.JsonNode data) => ((string?)data["decision"], (string?)data["id"]);
    }

    [Fact]
    public async Task Only_so_many_calls_of_a_connection_wait_at_once_and_the_others_still_run()
    {
        await using var server = await TestServer.StartAsync();
        server.Agents.Script = async (_, _, stop) =>
        {
            await stop;
            return new PromptResult("cancelled");
        };
        await using var client = await server.ConnectAsync();
        var id = (string)(await client.CallAsync("agent.run", """{"message":"Hi"}"""))["run_id"]!;
        for (var i = 0; i < 33; i++) await client.SayAsync($$$"""{"jsonrpc":"2.0","id":"w{{{i}}}","method":"run.wait","params":{"run_id":"{{{id}}}","timeout_ms":300000}}""");
        Assert.Equal(-32003, (int)(await client.HearAsync())["error"]!["code"]!);
        await client.CallAsync("heartbeat.ping");
        await server.Sessions.Turns.StopAsync(TestServer.Ada, (await SessionAsync(server)).Id, Ending);
        var answered = new HashSet<string>();
        while (answered.Count < 32) answered.Add((string)(await client.HearAsync())["id"]!);
    }

    [Fact]
    public async Task Model_and_thinking_reach_the_agent_and_a_model_that_it_lacks_fails_the_run()
    {
        await using var server = await TestServer.StartAsync();
        server.Agents.Script = (_, _, _) => Task.FromResult(new PromptResult("end_turn"));
        await using var client = await server.ConnectAsync();

        Assert.Equal("completed", await StatusOfAsync("""{"message":"hi","model":"large","thinking":"low"}"""));
        Assert.Equal([(AgentChoice.Model, "large"), (AgentChoice.Thinking, "low")], server.Agents.Chosen);
        Assert.Equal("failed", await StatusOfAsync("""{"message":"hi","model":"huge"}"""));

        async Task<string?> StatusOfAsync(string parameters)
        {
            var run = await client.CallAsync("agent.run", parameters);
            return (string?)(await client.CallAsync("run.wait", $$"""{"run_id":"{{(string?)run["run_id"]}}"}"""))["status"];
        }
    }

    [Fact]
    public async Task Agents_and_the_daemon_are_shown_as_documented()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var agents = await client.CallAsync("agent.list");
        Assert.Equal((2, "demo"), ((int)agents["total"]!, (string?)agents["default"]));
        Assert.Equal(["id", "name", "description", "model", "enabled"], agents["agents"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(["status", "pid", "version", "started_at", "uptime_seconds", "components"], (await client.CallAsync("daemon.status")).AsObject().Select(member => member.Key));
        Assert.True((bool)(await client.CallAsync("heartbeat.ping"))["pong"]!);
    }

    private static async Task<SessionMeta> SessionAsync(TestServer server) =>
        await server.Sessions.Keys.OpenAsync(TestServer.Ada, SessionKey.Main, null, Ending);
}
