using System.Net;
using System.Text.Json.Nodes;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>What takes more than one message: turns, questions, late joiners, the other names, other tenants, and the end of a session.</summary>
public sealed class FlowTests(LiveGateway gateway) : IClassFixture<LiveGateway>
{
    private const string Owner = "olga";

    [Fact]
    public async Task Whoever_joins_in_the_middle_of_a_turn_can_draw_the_whole_screen()
    {
        await using var peer = await ConnectAsync();
        var session = await peer.CreateAsync();
        var asked = await peer.RunAsync(session, "write notes.txt: milk", "permission_requested");
        await using var late = await ConnectAsync("mona");

        await late.SayAsync($$"""{"type":"join_session","sessionId":"{{session}}"}""");

        var state = await late.HearAsync("state_snapshot");
        Assert.Equal("waiting", (string?)state["session"]!["status"]);
        Assert.Equal(2, (int)state["subscriberCount"]!);
        Assert.Equal("write notes.txt: milk", (string?)state["recentHistory"]![0]!["content"]);
        var stream = await late.HearAsync("stream_snapshot");
        Assert.Equal((string?)state["currentTurn"]!["turnId"], (string?)stream["turnId"]);
        Assert.Equal("Writing changes the folder, so I ask before I touch notes.txt.", (string?)stream["thinkingSoFar"]);
        Assert.Equal("running", (string?)Assert.Single(stream["toolCalls"]!.AsArray())!["status"]);
        Assert.Equal(asked.ToJsonString(), (await late.HearAsync("permission_requested")).ToJsonString());

        await late.SayAsync($$$"""{"type":"answer_question","sessionId":"{{{session}}}","requestId":"{{{asked["requestId"]}}}","answers":{"decision":"allow"}}""");
        var (first, second) = (await peer.HearAsync("turn_complete"), await late.HearAsync("turn_complete"));
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
    }

    [Fact]
    public async Task A_question_of_every_type_is_asked_and_its_answer_reaches_the_agent()
    {
        await using var peer = await ConnectAsync();
        var session = await peer.CreateAsync();
        var asked = await peer.RunAsync(session, "ask", "question_requested");
        Assert.Equal(["choice", "multi_choice", "text", "confirm", "number"], asked["questions"]!.AsArray().Select(question => (string)question!["type"]!));
        Assert.Equal(["incremental", "big-bang", "blue-green"], asked["questions"]![0]!["options"]!.AsArray().Select(option => (string)option!));
        Assert.Equal("These are the kinds of questions that I can ask.", (string?)asked["context"]);

        await AnswerAsync(peer, session, asked, """{"strategy":"none of them"}""");
        var refused = await peer.HearAsync(message => (string?)message["type"] == "error");
        Assert.Equal(("INVALID_MESSAGE", "The answer to 'strategy' must be one of its options."), ((string?)refused["code"], (string?)refused["message"]));
        await AnswerAsync(peer, session, asked, """{"strategy":"big-bang","targets":["linux","macos"],"name":"bell","tests":"yes","retries":3}""");

        var said = (string)(await peer.HearAsync("turn_complete"))["finalText"]!;
        foreach (var line in new[] { "strategy: big-bang", """targets: ["linux","macos"]""", "name: bell", "tests: True", "retries: 3" })
            Assert.Contains(line, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("once", 2)]
    [InlineData("always", 1)]
    public async Task A_permission_holds_once_or_for_the_rest_of_the_session(string scope, int asks)
    {
        await using var peer = await ConnectAsync();
        var session = await peer.CreateAsync();
        var asked = 0;
        await peer.SayAsync($$"""{"type":"join_session","sessionId":"{{session}}"}""");
        for (var turn = 0; turn < 2; turn++)
        {
            await peer.SayAsync($$"""{"type":"run_turn","sessionId":"{{session}}","text":"write notes.txt: {{turn}}"}""");
            JsonObject heard;
            do
            {
                heard = await peer.HearAsync(message => (string?)message["type"] is "permission_requested" or "session_state");
                if ((string?)heard["type"] != "permission_requested") continue;
                asked++;
                await peer.SayAsync(
                    $$"""{"type":"resolve_permission","sessionId":"{{session}}","requestId":"{{heard["requestId"]}}","approved":true,"scope":"{{scope}}"}""");
            }
            while ((string?)heard["reason"] != "turn_complete");
        }

        Assert.Equal(asks, asked);
    }

    [Fact]
    public async Task Whoever_asks_for_dotted_names_gets_them_and_only_them()
    {
        await using var peer = await LivePeer.ConnectAsync(gateway, gateway.KeyOf(Owner), query: "?events=dot");
        var session = await peer.CreateAsync();
        await peer.SayAsync($$"""{"type":"join_session","sessionId":"{{session}}"}""");
        await peer.SayAsync($$"""{"type":"run_turn","sessionId":"{{session}}","text":"plan tea"}""");

        var text = "";
        JsonObject heard;
        do
        {
            heard = await peer.HearAsync(message => (string?)message["type"] is "message.delta" or "message.complete" or "text_delta" or "turn_complete");
            if ((string?)heard["type"] == "message.delta") text += (string)heard["text"]!;
        }
        while ((string?)heard["type"] == "message.delta");

        Assert.Equal(("message.complete", text), ((string?)heard["type"], (string?)heard["text"]));
        var end = await peer.HearAsync("turn_complete");
        Assert.Equal(((string?)end["finalText"], (long)end["seq"]!), (text, (long)heard["seq"]!));
    }

    [Fact]
    public async Task What_happens_in_one_tenant_is_not_heard_in_another()
    {
        await using var stranger = await LivePeer.ConnectAsync(gateway, gateway.KeyOf("stranger", LiveGateway.StrangerOf(MessageTable.Rows[0])));
        await using var peer = await ConnectAsync();
        var session = await peer.CreateAsync();
        await peer.RunAsync(session, "list", "turn_complete");
        await peer.SayAsync($$"""{"type":"delete_session","sessionId":"{{session}}"}""");
        await peer.HearAsync(message => (string?)message["type"] == "session_deleted");

        Assert.Empty(await stranger.HearTheRestAsync());
    }

    [Fact]
    public async Task A_deleted_session_leaves_nothing_that_could_be_asked_for_or_read()
    {
        await using var peer = await ConnectAsync();
        var session = await peer.CreateAsync();
        var asked = await peer.RunAsync(session, "write notes.txt: milk", "permission_requested");
        await peer.SayAsync($$"""{"type":"resolve_permission","sessionId":"{{session}}","requestId":"{{asked["requestId"]}}","approved":true}""");
        await peer.HearAsync("turn_complete");
        Assert.NotEmpty(gateway.Folder.EnumerateDirectories(session, SearchOption.AllDirectories));

        await peer.SayAsync($$"""{"type":"delete_session","sessionId":"{{session}}"}""");
        await peer.HearAsync(message => (string?)message["type"] == "session_deleted" && (string?)message["sessionId"] == session);

        Assert.Empty(gateway.Folder.EnumerateDirectories(session, SearchOption.AllDirectories));
        foreach (var type in new[] { "join_session", "get_history", "get_events", "list_files", "stop_turn" })
        {
            await peer.SayAsync($$"""{"type":"{{type}}","sessionId":"{{session}}"}""");
            Assert.Equal("SessionNotFound", (string?)(await peer.HearAsync(message => (string?)message["type"] == "error"))["code"]);
        }
    }

    [Fact]
    public async Task A_ping_is_answered_as_a_message_and_as_a_frame()
    {
        using var peer = await RawPeer.UpgradeAsync(
            new IPEndPoint(IPAddress.Loopback, gateway.Address.Port), RawPeer.Handshake.Replace("/ws", "/diminuendo/ws", StringComparison.Ordinal));
        foreach (var greeting in new[] { "welcome", "connected" }) Assert.Contains(greeting, await peer.HearTextAsync(), StringComparison.Ordinal);

        await peer.SendAsync([.. WireFrame.Of(WireFrame.Ping, "are you there"u8.ToArray()), .. WireFrame.Text("""{"type":"ping","ts":7}""")]);

        var (opcode, payload) = await peer.HearAsync();
        Assert.Equal(WireFrame.Pong, opcode);
        Assert.Equal("are you there"u8, payload);
        Assert.StartsWith("""{"type":"pong","clientTs":7,"serverTs":""", await peer.HearTextAsync(), StringComparison.Ordinal);
    }

    private Task<LivePeer> ConnectAsync(string user = Owner) => LivePeer.ConnectAsync(gateway, gateway.KeyOf(user));

    private static Task AnswerAsync(LivePeer peer, string session, JsonObject asked, string answers) => peer.SayAsync(
        $$"""{"type":"answer_question","sessionId":"{{session}}","requestId":"{{asked["requestId"]}}","answers":{{answers}}}""");
}
