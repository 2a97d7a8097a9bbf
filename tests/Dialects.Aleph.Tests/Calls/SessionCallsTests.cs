using System.Text.Json.Nodes;
using Carillon.Contracts.Agents;
using Carillon.Dialects.Aleph.Tests.Gateway;

namespace Carillon.Dialects.Aleph.Tests.Calls;

public sealed class SessionCallsTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_are_made_listed_read_exported_and_deleted_by_key()
    {
        await using var server = await TestServer.StartAsync();
        Answer(server, "Hello");
        await using var client = await server.ConnectAsync();
        await RunAsync(client, "agent:other:telegram:dm:ben", "Hi");
        await client.CallAsync("session.create", """{"name":"Notes","agent_id":"demo"}""");

        var all = await client.CallAsync("session.list");
        Assert.Equal(2, (int)all["total"]!);
        var own = (string)all["sessions"]!.AsArray().Single(session => (string?)session!["name"] == "Notes")!["session_key"]!;
        Assert.StartsWith("agent:demo:session_", own, StringComparison.Ordinal);
        var second = await client.CallAsync("session.list", """{"limit":1,"offset":1}""");
        Assert.Equal((2, "agent:other:telegram:dm:ben"), ((int)second["total"]!, (string?)Assert.Single(second["sessions"]!.AsArray())!["session_key"]));
        var filtered = await client.CallAsync("sessions.list", """{"filter":{"agent_id":"other","channel":"telegram"},"limit":1}""");
        Assert.Equal("agent:other:telegram:dm:ben", (string?)filtered["sessions"]![0]!["session_key"]);

        var history = await client.CallAsync("session.history", """{"session_key":"agent:other:telegram:dm:ben","limit":1}""");
        Assert.Equal((2, "assistant", "Hello"), ((int)history["total"]!, (string?)history["messages"]![0]!["role"], (string?)history["messages"]![0]!["content"]));
        Assert.Equal(2, (int)(await client.CallAsync("session.get", """{"session_key":"agent:other:telegram:dm:ben"}"""))["message_count"]!);
        var markdown = await client.CallAsync("session.export", """{"session_key":"agent:other:telegram:dm:ben","format":"markdown"}""");
        Assert.Equal("# agent:other:telegram:dm:ben\n\n## User\n\nHi\n\n## Assistant\n\nHello\n", (string?)markdown["content"]);
        var json = await client.CallAsync("session.export", """{"session_key":"agent:other:telegram:dm:ben"}""");
        Assert.Equal("Hi", (string?)JsonNode.Parse((string)json["content"]!)!["messages"]![0]!["content"]);

        await client.CallAsync("events.subscribe", """{"patterns":["session.deleted"]}""");
        var deleted = await client.CallAsync("session.delete", """{"session_key":"agent:other:telegram:dm:ben"}""");
        Assert.Equal("""{"deleted":true,"session_key":"agent:other:telegram:dm:ben","messages_removed":2}""", deleted.ToJsonString());
        Assert.Equal("""{"session_key":"agent:other:telegram:dm:ben"}""", (await client.HearEventAsync("session.deleted"))["data"]!.ToJsonString());
        Assert.Equal((-32004, "Session not found: agent:other:telegram:dm:ben"), await client.FailAsync("session.get", """{"session_key":"agent:other:telegram:dm:ben"}"""));
        Assert.Equal((-32602, "Invalid params: 'session_key' is missing"), await client.FailAsync("session.delete"));
    }

    [Fact]
    public async Task Compacting_starts_a_fresh_agent_that_knows_the_newest_messages()
    {
        await using var server = await TestServer.StartAsync();
        Answer(server, new string('a', 4000));
        await using var client = await server.ConnectAsync();
        for (var i = 0; i < 30; i++) await RunAsync(client, "agent:main:main", $"Question {i}");
        await client.CallAsync("events.subscribe", """{"patterns":["session.compacted"]}""");
        var compacted = await client.CallAsync("session.compact", """{"session_key":"agent:main:main"}""");
        Assert.Equal((true, 60), ((bool)compacted["compacted"]!, (int)compacted["messages_before"]!));
        Assert.InRange((int)compacted["messages_after"]!, 2, 40);
        Assert.True((long)compacted["tokens_after"]! < (long)compacted["tokens_before"]!);
        var told = (await client.HearEventAsync("session.compacted"))["data"]!;
        Assert.Equal(((long)compacted["tokens_before"]!, (long)compacted["tokens_after"]!), ((long)told["tokens_before"]!, (long)told["tokens_after"]!));

        var processes = server.Agents.Started;
        await RunAsync(client, "agent:main:main", "And now?");
        var (process, prompt) = server.Agents.Prompts[^1];
        Assert.Equal(processes + 1, process);
        Assert.Contains("Question 29", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("Question 0\n", prompt, StringComparison.Ordinal);
        Assert.EndsWith("And now?", prompt, StringComparison.Ordinal);
        await RunAsync(client, "agent:main:main", "Still there?");
        Assert.Equal((process, "Still there?"), server.Agents.Prompts[^1]);
        var history = await client.CallAsync("session.history", """{"session_key":"agent:main:main"}""");
        Assert.Equal(("And now?", 64), ((string?)history["messages"]!.AsArray()[^4]!["content"], (int)history["total"]!));
    }

    [Fact]
    public async Task A_session_that_is_short_already_is_left_alone()
    {
        await using var server = await TestServer.StartAsync();
        Answer(server, "Hello");
        await using var client = await server.ConnectAsync();
        await RunAsync(client, "agent:main:main", "Hi");
        var compacted = await client.CallAsync("session.compact", """{"session_key":"agent:main:main"}""");
        Assert.Equal((false, 2, 2), ((bool)compacted["compacted"]!, (int)compacted["messages_before"]!, (int)compacted["messages_after"]!));
        await RunAsync(client, "agent:main:main", "Again");
        Assert.Equal(1, server.Agents.Started);
    }

    [Fact]
    public async Task An_agent_that_can_compact_does_it_itself_and_its_own_counts_are_told()
    {
        await using var server = await TestServer.StartAsync();
        server.Agents.Script = async (agent, prompt, _) =>
        {
            await agent.UpdateAsync(new AgentCommands([new("compact", "Shortens the conversation")]), Ending);
            await agent.UpdateAsync(new AgentUsage(null, null, null, null, prompt == "/compact" ? 900 : 50_000, 200_000), Ending);
            await agent.UpdateAsync(new AgentText("Done"), Ending);
            return new PromptResult("end_turn");
        };
        await using var client = await server.ConnectAsync();
        await RunAsync(client, "agent:main:main", "Hi");
        var compacted = await client.CallAsync("session.compact", """{"session_key":"agent:main:main"}""");
        Assert.Equal((true, 50_000L, 900L, false), ((bool)compacted["compacted"]!, (long)compacted["tokens_before"]!, (long)compacted["tokens_after"]!, (bool)compacted["estimated"]!));
        Assert.Equal("/compact", server.Agents.Prompts[^1].Prompt);
        Assert.Equal(1, server.Agents.Started);
    }

    private static void Answer(TestServer server, string text) => server.Agents.Script = async (agent, _, _) =>
    {
        await agent.UpdateAsync(new AgentText(text), Ending);
        return new PromptResult("end_turn");
    };

    private static async Task RunAsync(TestClient client, string key, string message)
    {
        var id = (string)(await client.CallAsync("agent.run", $$"""{"message":"{{message}}","session_key":"{{key}}"}"""))["run_id"]!;
        Assert.Equal("completed", (string?)(await client.CallAsync("run.wait", $$"""{"run_id":"{{id}}"}"""))["status"]);
    }
}
