using System.Text;
using System.Text.Json.Nodes;
using Carillon.Core.Connections;
using Carillon.Core.Identity;
using Carillon.Dialects.Aleph.Tests.Gateway;

namespace Carillon.Dialects.Aleph.Tests.Rpc;

public sealed class EnvelopeTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1")]
    [InlineData("\"1\"")]
    [InlineData("\"a \\u00e9 \\\"quoted\\\"\"")]
    [InlineData("1.50")]
    [InlineData("-9007199254740993")]
    [InlineData("null")]
    public async Task An_id_is_echoed_as_it_was_written(string id)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SayAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"events.list"}""");
        Assert.Equal($$$"""{"jsonrpc":"2.0","id":{{{id}}},"result":{"patterns":[],"total":0}}""", await client.HearTextAsync());
    }

    [Fact]
    public async Task A_notification_is_acted_on_and_never_answered()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SayAsync("""{"jsonrpc":"2.0","method":"events.subscribe","params":{"patterns":["cron.*"]}}""");
        await client.SayAsync("""{"jsonrpc":"2.0","method":"no.such.method"}""");
        await client.SayAsync("""{"jsonrpc":"2.0","method":"events.subscribe","params":{"patterns":7}}""");
        Assert.Equal("""{"patterns":["cron.*"],"total":1}""", (await client.CallAsync("events.list")).ToJsonString());
    }

    [Fact]
    public async Task The_short_examples_of_the_seed_work_as_they_stand()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SayAsync("""{ "method": "events.subscribe", "params": { "patterns": ["config.*", "stream.*"] } }""");
        await client.SayAsync("""{ "method": "events.unsubscribe", "params": { "patterns": ["stream.*"] } }""");
        await client.SayAsync("""{ "method": "events.list" }""");
        Assert.Equal("""{"patterns":["config.*"],"total":1}""", (await client.CallAsync("events.list")).ToJsonString());
    }

    [Fact]
    public async Task A_batch_is_answered_as_a_batch_without_its_notifications()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SayAsync(
            """
            [{"jsonrpc":"2.0","id":"a","method":"events.subscribe","params":{"patterns":["agent.*"]}},
             {"jsonrpc":"2.0","method":"events.subscribe","params":{"patterns":["cron.*"]}},
             7, {"jsonrpc":"2.0","id":2,"method":"nope"}]
            """);
        var replies = JsonNode.Parse(await client.HearTextAsync())!.AsArray();
        Assert.Equal(["\"a\"", "null", "2"], replies.Select(reply => reply!["id"]?.ToJsonString() ?? "null"));
        Assert.Equal([-32600, -32601], replies.Skip(1).Select(reply => (int)reply!["error"]!["code"]!));
        await client.SayAsync("""[{"jsonrpc":"2.0","method":"events.list"}]""");
        await client.HearNothingAsync();
    }

    [Theory]
    [InlineData("", -32700)]
    [InlineData("{", -32700)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.list\"} x", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("7", -32600)]
    [InlineData("\"hello\"", -32600)]
    [InlineData("null", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"events.list\"}", -32600)]
    [InlineData("{\"id\":1,\"method\":\"agent.list\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\ud800\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"events.list\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"events.list\"}", -32600)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nope\"}", -32601)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.subscribe\"}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.subscribe\",\"params\":[\"a.*\"]}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.subscribe\",\"params\":{\"patterns\":\"a.*\"}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.subscribe\",\"params\":{\"patterns\":[]}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.subscribe\",\"params\":{\"patterns\":[1]}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.subscribe\",\"params\":{\"patterns\":[\"\\ud800\"]}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.subscribe\",\"params\":{\"patterns\":[\"a b\"]}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"agent.run\",\"params\":{\"message\":\" \"}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"agent.run\",\"params\":{\"message\":\"x\",\"session_key\":\"x\"}}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"agent.status\",\"params\":{\"run_id\":\"nope\"}}", -32004)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"session.get\",\"params\":{\"session_key\":\"agent:main:nope\"}}", -32004)]
    public async Task What_is_wrong_is_told_with_its_code_and_the_connection_goes_on(string message, int code)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SayAsync(message);
        Assert.Equal(code, (int)(await client.HearAsync())["error"]!["code"]!);
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task A_method_that_is_not_there_is_named_in_the_words_of_the_documentation()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        Assert.Equal((-32601, "Method not found: memory.search"), await client.FailAsync("memory.search"));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_messages_that_are_refused_harm_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SayAsync([.. "{\"jsonrpc\":\"2.0\",\"id\":\""u8, 0xFF, .. "\",\"method\":\"events.list\"}"u8]);
        Assert.Equal(-32700, (int)(await client.HearAsync())["error"]!["code"]!);
        await client.SayAsync(Encoding.UTF8.GetBytes(new string('[', 200) + new string(']', 200)));
        Assert.Equal(-32700, (int)(await client.HearAsync())["error"]!["code"]!);
        foreach (var refused in new[] { RefusedMessage.TooLarge, RefusedMessage.Binary })
        {
            await client.Session.RefuseAsync(refused, Ending);
            Assert.Equal(-32600, (int)(await client.HearAsync())["error"]!["code"]!);
        }

        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Nobody_known_may_only_connect()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectUnknownAsync();
        Assert.Equal(-32000, (await client.FailAsync("events.subscribe", """{"patterns":["*"]}""")).Code);
        Assert.Equal(-32000, (await client.FailAsync("no.such.method")).Code);
        Assert.Equal(-32001, (await client.FailAsync("connect", """{"token":"wrong"}""")).Code);
        var granted = await client.CallAsync("connect", """{"token":"ben-token:signature","client_id":"c1"}""");
        Assert.Equal(["session_token", "role", "scopes", "expires_at", "protocol"], granted.AsObject().Select(member => member.Key));
        Assert.Equal("node", (string?)granted["role"]);
        await client.CallAsync("events.subscribe", """{"patterns":["*"]}""");
        Assert.Equal(-32002, (await client.FailAsync("agent.run", """{"message":"Hi"}""")).Code);
        Assert.Equal(-32001, (await client.FailAsync("connect", """{"token":"ada-token"}""")).Code);
    }

    [Fact]
    public async Task Both_documented_forms_of_connect_are_taken_and_needed_by_nobody_who_is_known()
    {
        await using var server = await TestServer.StartAsync();
        await using var known = await server.ConnectAsync();
        Assert.Equal("operator", (string?)(await known.CallAsync("connect"))["role"]);
        await using var client = await server.ConnectUnknownAsync();
        var granted = await client.CallAsync(
            "connect",
            """{"minProtocol":1,"maxProtocol":1,"client":{"id":"c","version":"1","platform":"cli"},"role":"operator","auth":{"token":"ada-token","signature":"x"}}""");
        Assert.Equal("""["*"]""", granted["scopes"]!.ToJsonString());
        Assert.Equal(-32602, (await client.FailAsync("connect", """{"minProtocol":2,"maxProtocol":3}""")).Code);
    }

    [Fact]
    public async Task A_client_that_comes_back_may_show_what_connect_gave_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var first = await server.ConnectUnknownAsync();
        var given = (string)(await first.CallAsync("connect", """{"token":"ben-token"}"""))["session_token"]!;
        await using var again = await server.ConnectUnknownAsync();
        Assert.Equal("node", (string?)(await again.CallAsync("connect", $$"""{"token":"{{given}}"}"""))["role"]);
        Assert.Equal(-32002, (await again.FailAsync("agent.run", """{"message":"Hi"}""")).Code);

        server.Clock.Advance(TimeSpan.FromHours(25));
        await using var late = await server.ConnectUnknownAsync();
        Assert.Equal(-32001, (await late.FailAsync("connect", $$"""{"token":"{{given}}"}""")).Code);
    }

    [Fact]
    public async Task Five_wrong_tokens_end_a_connection()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectUnknownAsync();
        for (var i = 0; i < 4; i++) Assert.Equal(-32001, (await client.FailAsync("connect", """{"token":"wrong"}""")).Code);
        await client.SayAsync("""{"jsonrpc":"2.0","id":9,"method":"connect","params":{"token":"wrong"}}""");
        Assert.Equal(1008, (await client.Closing.WaitAsync(Ending)).Code);
    }

    [Fact]
    public async Task A_member_who_was_removed_is_let_in_no_more()
    {
        await using var server = await TestServer.StartAsync();
        var ben = new Caller("ben", "dev", Role.Member);
        await using var client = await server.ConnectAsync(caller: ben);
        await server.Members.AdmitAsync(TestServer.Ada, Ending);
        await server.Members.RemoveAsync(TestServer.Ada, "ben", Ending);
        Assert.Equal(-32002, (await client.FailAsync("session.list")).Code);
        await using var again = await server.ConnectAsync(caller: ben);
        Assert.Equal(1008, (await again.Closing.WaitAsync(Ending)).Code);
    }
}
