using System.Text.Json.Nodes;
using Carillon.Core.Connections;
using Carillon.Core.Identity;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class RpcTests : HostedTest
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"agents.list","id":1}""", """{"jsonrpc":"2.0","result":{"agents":[{"name":"demo"},{"name":"echo"}]},"id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"agents.list","params":{},"id":"a\"b"}""", """{"jsonrpc":"2.0","result":{"agents":[{"name":"demo"},{"name":"echo"}]},"id":"a\"b"}""")]
    [InlineData("""{"id":null,"method":"agents.list","jsonrpc":"2.0"}""", """{"jsonrpc":"2.0","result":{"agents":[{"name":"demo"},{"name":"echo"}]},"id":null}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"nope","id":1.50}""", """{"jsonrpc":"2.0","error":{"code":-32601,"message":"There is no method 'nope'.","data":{"code":"method_not_found"}},"id":1.50}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"agents.list","id":1""", """{"jsonrpc":"2.0","error":{"code":-32700,"message":"Not well-formed JSON at line 1, byte 47.","data":{"code":"invalid"}},"id":null}""")]
    [InlineData("""{"method":"agents.list","id":1}""", """{"jsonrpc":"2.0","error":{"code":-32600,"message":"'jsonrpc' must be \"2.0\".","data":{"code":"invalid"}},"id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","method":7,"id":1}""", """{"jsonrpc":"2.0","error":{"code":-32600,"message":"'method' must be a string.","data":{"code":"invalid"}},"id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"agents.list","id":{}}""", """{"jsonrpc":"2.0","error":{"code":-32600,"message":"'id' must be a string, a number or null.","data":{"code":"invalid"}},"id":null}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"agents.list","params":[],"id":1}""", """{"jsonrpc":"2.0","error":{"code":-32602,"message":"'params' must be an object: they are given by name.","data":{"code":"invalid"}},"id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"agents.list","params":{"x":1},"id":1}""", """{"jsonrpc":"2.0","error":{"code":-32602,"message":"'$.x' is unknown or has the wrong type.","data":{"code":"invalid"}},"id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"sessions.get","params":{"sessionId":"s9"},"id":1}""", """{"jsonrpc":"2.0","error":{"code":-32000,"message":"There is no session 's9'.","data":{"code":"session_not_found"}},"id":1}""")]
    [InlineData("[]", """{"jsonrpc":"2.0","error":{"code":-32600,"message":"A batch holds 1 to 100 requests.","data":{"code":"invalid"}},"id":null}""")]
    [InlineData("[1]", """[{"jsonrpc":"2.0","error":{"code":-32600,"message":"A request is an object.","data":{"code":"invalid"}},"id":null}]""")]
    [InlineData("7", """{"jsonrpc":"2.0","error":{"code":-32600,"message":"A request is an object.","data":{"code":"invalid"}},"id":null}""")]
    public async Task A_message_has_its_answer(string message, string answer)
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        peer.Send(message);

        Assert.Equal(answer, await peer.NextAsync(Token));
    }

    [Fact]
    public async Task A_batch_is_answered_in_its_order_and_notifications_are_not()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        var answer = await peer.AskAsync(
            """
            [{"jsonrpc":"2.0","method":"events.publish","params":{"stream":"custom:a","type":"a.b","data":1},"id":1},
             {"jsonrpc":"2.0","method":"events.publish","params":{"stream":"custom:a","type":"a.b","data":2}},
             {"jsonrpc":"2.0","method":"nope","id":"x"}]
            """,
            Token);
        peer.Send("""[{"jsonrpc":"2.0","method":"nope"}]""");
        var last = await peer.AskAsync("""{"jsonrpc":"2.0","method":"agents.list","id":9}""", Token);

        Assert.Equal("""[1,"x"]""", new JsonArray([.. answer.AsArray().Select(reply => reply!["id"]!.DeepClone())]).ToJsonString());
        Assert.Equal(9, (int?)last["id"]);
        Assert.Equal(2, await Host.Log.GetHeadAsync(new("dev", "custom:a"), Token));
    }

    [Fact]
    public async Task Publishing_and_paging_work_as_over_http()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        var one = await peer.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"events.publish","params":{"stream":"custom:a","id":"e1","type":"a.b","data":{"n":1}}}""", Token);
        var same = await peer.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"events.publish","params":{"stream":"custom:a","id":"e1","type":"a.b","data":{"n":1}}}""", Token);
        var two = await peer.AskAsync(
            """{"jsonrpc":"2.0","id":3,"method":"events.publish","params":{"events":[{"type":"a.c","data":2},{"type":"a.d","data":3}],"stream":"custom:a"}}""", Token);
        var page = await peer.AskAsync("""{"jsonrpc":"2.0","id":4,"method":"events.page","params":{"stream":"custom:a","after":1,"limit":1}}""", Token);

        Assert.False((bool?)one["result"]!["duplicate"]);
        Assert.True((bool?)same["result"]!["duplicate"]);
        Assert.Equal([2L, 3L], two["result"]!["events"]!.AsArray().Select(entry => (long)entry!["seq"]!));
        Assert.Equal("a.c", (string?)page["result"]!["events"]![0]!["type"]);
        Assert.Equal(2, (long?)page["result"]!["next"]);
    }

    [Fact]
    public async Task Following_is_answered_first_then_history_then_live()
    {
        await Host.AppendAsync("custom:a", "a.b", "1");
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        peer.Send("""{"jsonrpc":"2.0","id":1,"method":"events.follow","params":{"streams":["custom:a"],"after":"start"}}""");

        Assert.Equal($$$"""{"jsonrpc":"2.0","result":{"subscription":1,"cursor":"{{{Host.Log.Epoch}}}-0"},"id":1}""", await peer.NextAsync(Token));
        Assert.StartsWith("""{"jsonrpc":"2.0","method":"event","params":{"stream":"custom:a","seq":1,""", await peer.NextAsync(Token));
        Assert.Equal("""{"jsonrpc":"2.0","method":"live","params":{"subscription":1}}""", await peer.NextAsync(Token));
        await Host.AppendAsync("custom:a", "a.b", "2");
        Assert.StartsWith("""{"jsonrpc":"2.0","method":"event","params":{"stream":"custom:a","seq":2,""", await peer.NextAsync(Token));
    }

    [Fact]
    public async Task A_foreign_cursor_is_told_in_the_answer()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        var answer = await peer.AskAsync(
            $$$"""{"jsonrpc":"2.0","id":1,"method":"events.follow","params":{"after":"{{{Host.Log.Epoch + 1}}}-5"}}""", Token);

        Assert.StartsWith("The cursor belongs to another life", (string?)answer["result"]!["reset"]);
    }

    [Fact]
    public async Task What_is_no_longer_followed_comes_no_more()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        await peer.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"events.follow","params":{"topics":["a.*"]}}""", Token);
        Assert.Contains("live", await peer.NextAsync(Token), StringComparison.Ordinal);
        var gone = await peer.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"events.unfollow","params":{"subscription":1}}""", Token);
        await Host.AppendAsync("custom:a", "a.b", "1");
        var again = await peer.AskAsync("""{"jsonrpc":"2.0","id":3,"method":"events.unfollow","params":{"subscription":1}}""", Token);

        Assert.Equal("""{"jsonrpc":"2.0","result":null,"id":2}""", gone.ToJsonString());
        Assert.Equal("not_found", (string?)again["error"]!["data"]!["code"]);
    }

    [Fact]
    public async Task A_request_that_waits_holds_up_nobody()
    {
        var session = await Host.Rooms.CreateAsync(Caller.Dev, "echo", null, Token);
        Host.Rooms.Hold = new TaskCompletionSource();
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        peer.Send($$$"""{"jsonrpc":"2.0","id":1,"method":"turns.run","params":{"sessionId":"{{{session.Id}}}","text":"hi"}}""");
        var quick = await peer.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"agents.list"}""", Token);
        Host.Rooms.Hold.SetResult();
        var slow = JsonNode.Parse(await peer.NextAsync(Token))!;

        Assert.Equal((2, 1), ((int?)quick["id"], (int?)slow["id"]));
        Assert.Equal("t1", (string?)slow["result"]!["turnId"]);
    }

    [Fact]
    public async Task Many_publishes_at_once_keep_their_order()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        for (var i = 1; i <= 300; i++)
        {
            peer.Send($$$"""{"jsonrpc":"2.0","id":{{{i}}},"method":"events.publish","params":{"stream":"custom:a","type":"a.b","data":{{{i}}}}}""");
        }

        for (var i = 1; i <= 300; i++)
        {
            var reply = JsonNode.Parse(await peer.NextAsync(Token))!;
            var entry = reply["result"]!["events"]![0]!;
            Assert.Equal((long?)reply["id"], (long?)entry["seq"]);
            Assert.Equal((long?)reply["id"], (long?)entry["data"]);
        }
    }

    [Fact]
    public async Task Every_call_over_sessions_has_its_method()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        (string Method, string Params)[] calls =
        [
            ("sessions.create", """{"agentType":"echo","name":"One"}"""),
            ("sessions.list", """{}"""),
            ("sessions.get", """{"sessionId":"s1"}"""),
            ("sessions.update", """{"sessionId":"s1","name":"Two"}"""),
            ("sessions.snapshot", """{"sessionId":"s1"}"""),
            ("sessions.history", """{"sessionId":"s1","limit":5}"""),
            ("turns.run", """{"sessionId":"s1","text":"hi"}"""),
            ("turns.steer", """{"sessionId":"s1","content":"on"}"""),
            ("turns.stop", """{"sessionId":"s1"}"""),
            ("permissions.list", """{}"""),
            ("permissions.resolve", """{"sessionId":"s1","requestId":"p1","kind":"allow_once"}"""),
            ("questions.answer", """{"sessionId":"s1","requestId":"q1","answers":{"a":"b"}}"""),
            ("sessions.delete", """{"sessionId":"s1"}"""),
        ];
        foreach (var (method, given) in calls)
        {
            var reply = await peer.AskAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{given}} }""", Token);
            Assert.True(reply.AsObject().ContainsKey("result"), $"{method}: {reply.ToJsonString()}");
        }
    }

    [Fact]
    public async Task A_fault_of_ours_says_nothing_of_the_inside()
    {
        var session = await Host.Rooms.CreateAsync(Caller.Dev, "echo", null, Token);
        Host.Rooms.Failure = new InvalidOperationException("secret");
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        var reply = await peer.AskAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"turns.run","params":{"sessionId":"{{{session.Id}}}","text":"hi"}}""", Token);

        Assert.Equal(-32603, (int?)reply["error"]!["code"]);
        Assert.DoesNotContain("secret", reply.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(Host.Loggers.Lines, line => line.Id.Id == 5010);
    }

    [Fact]
    public async Task Nobody_is_served_without_an_identity()
    {
        await using var peer = LinePeer.Connect(Host, caller: null);
        var reply = await peer.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"agents.list"}""", Token);

        Assert.Equal("unauthenticated", (string?)reply["error"]!["data"]!["code"]);
    }

    [Fact]
    public async Task A_message_that_is_not_handed_over_is_answered()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        peer.SendRefused(RefusedMessage.TooLarge);
        peer.SendRefused(RefusedMessage.Binary);

        Assert.Equal("""{"jsonrpc":"2.0","error":{"code":-32600,"message":"A message has at most 8388608 bytes.","data":{"code":"too_large"}},"id":null}""", await peer.NextAsync(Token));
        Assert.Equal("""{"jsonrpc":"2.0","error":{"code":-32600,"message":"Messages are text, not binary.","data":{"code":"invalid"}},"id":null}""", await peer.NextAsync(Token));
    }

    [Fact]
    public async Task A_stopping_server_says_so()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        await peer.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"agents.list"}""", Token);
        peer.StopServer();

        Assert.Equal("""{"jsonrpc":"2.0","method":"shutdown","params":{"reason":"restart"}}""", await peer.NextAsync(Token));
    }

    [Fact]
    public async Task A_peer_that_goes_while_its_request_runs_leaves_nothing_behind()
    {
        var session = await Host.Rooms.CreateAsync(Caller.Dev, "echo", null, Token);
        Host.Rooms.Hold = new TaskCompletionSource();
        var peer = LinePeer.Connect(Host, Caller.Dev);
        peer.Send($$$"""{"jsonrpc":"2.0","id":1,"method":"turns.run","params":{"sessionId":"{{{session.Id}}}","text":"hi"}}""");
        await peer.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"agents.list"}""", Token);
        await peer.DisposeAsync().AsTask().WaitAsync(Patience, Token);

        Assert.Equal(0, Host.Connections.Count);
    }
}
