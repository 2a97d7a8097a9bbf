using System.Text.Json.Nodes;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Tests.Gateway;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class SessionTests
{
    [Fact]
    public async Task A_new_session_is_answered_and_everyone_in_the_tenant_hears_of_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var neighbour = await server.ConnectAsync();
        await using var stranger = await server.OpenAsync(new Caller("u", "other", Role.Owner));
        foreach (var greeting in new[] { "welcome", "connected", "authenticated" }) await stranger.HearAsync(greeting);

        await client.SayAsync("""{"type":"create_session","agentType":"echo","name":"Mine"}""");

        var updated = await client.HearAsync("session_updated");
        var created = await client.HearAsync("session_created");
        Assert.Equal(updated["session"]!.ToJsonString(), created["session"]!.ToJsonString());
        Assert.Equal(("echo", "Mine", "inactive"), Meta(created));
        Assert.Equal(updated.ToJsonString(), (await neighbour.HearAsync()).ToJsonString());
        await client.HearNothingAsync();
        await stranger.HearNothingAsync();
    }

    [Fact]
    public async Task A_new_name_reaches_everyone_once()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        await using var neighbour = await server.ConnectAsync();

        await client.SayAsync($$"""{"type":"rename_session","sessionId":"{{session.Id}}","name":"B"}""");

        Assert.Equal("B", Meta(await client.HearAsync("session_updated")).Name);
        Assert.Equal("B", Meta(await neighbour.HearAsync("session_updated")).Name);
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Archiving_and_back_is_answered_and_announced()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();

        foreach (var (message, answer, archived) in new[] { ("archive_session", "session_archived", true), ("unarchive_session", "session_unarchived", false) })
        {
            await client.SayAsync($$"""{"type":"{{message}}","sessionId":"{{session.Id}}"}""");
            await client.HearAsync("session_updated");
            Assert.Equal(archived, (bool)(await client.HearAsync(answer))["session"]!["archived"]!);
        }
    }

    [Fact]
    public async Task A_list_holds_everything_or_the_page_that_was_asked_for()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 5; i++) await server.CreateAsync();
        await server.CreateAsync("other");
        await using var client = await server.ConnectAsync();

        await client.SayAsync("""{"type":"list_sessions"}""");
        var all = await client.HearAsync("session_list");
        Assert.Equal(5, all["sessions"]!.AsArray().Count);
        Assert.False(all.ContainsKey("next"));

        await client.SayAsync("""{"type":"list_sessions","limit":3}""");
        var first = await client.HearAsync("session_list");
        await client.SayAsync($$"""{"type":"list_sessions","limit":3,"next":"{{first["next"]}}"}""");
        var second = await client.HearAsync("session_list");
        Assert.Equal(Ids(all), Ids(first).Concat(Ids(second)));
        Assert.False(second.ContainsKey("next"));
    }

    [Fact]
    public async Task A_deleted_session_is_announced_once_and_followed_no_more()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync(session.Id);
        await server.Features.SayAsync(session, new TurnStarted(session.Id, "u1", "demo", "p"));
        await client.HearAsync("turn_started");

        await client.SayAsync($$"""{"type":"delete_session","sessionId":"{{session.Id}}"}""");
        Assert.Equal(session.Id, (string?)(await client.HearAsync("session_deleted"))["sessionId"]);

        await server.Features.SayAsync(session, new TurnStarted(session.Id, "u2", "demo", "late"));
        await client.HearNothingAsync();
        Assert.Empty(server.Audience.Connections());
    }

    [Theory]
    [InlineData("rename_session", ",\"name\":\"x\"")]
    [InlineData("archive_session", "")]
    [InlineData("unarchive_session", "")]
    [InlineData("delete_session", "")]
    [InlineData("join_session", "")]
    [InlineData("run_turn", ",\"text\":\"x\"")]
    [InlineData("stop_turn", "")]
    [InlineData("steer", ",\"content\":\"x\"")]
    [InlineData("answer_question", ",\"requestId\":\"r\",\"answers\":{}")]
    [InlineData("resolve_permission", ",\"requestId\":\"r\",\"approved\":true")]
    [InlineData("get_history", "")]
    [InlineData("get_events", "")]
    public async Task Another_tenants_session_does_not_exist(string message, string fields)
    {
        await using var server = await TestServer.StartAsync();
        var foreign = await server.CreateAsync("other");
        await using var client = await server.ConnectAsync();

        await client.SayAsync($$"""{"type":"{{message}}","sessionId":"{{foreign.Id}}"{{fields}}}""");

        Assert.Equal("""{"type":"error","code":"SessionNotFound","message":"Session not found"}""", (await client.HearAsync()).ToJsonString());
        Assert.Empty(server.Audience.Connections());
    }

    [Fact]
    public async Task An_unknown_agent_is_told_by_name()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SayAsync("""{"type":"create_session","agentType":"nobody"}""");

        var error = await client.HearAsync("error");
        Assert.Equal(("UnknownAgent", "No agent \"nobody\" is configured."), ((string?)error["code"], (string?)error["message"]));
    }

    private static (string? AgentType, string? Name, string? Status) Meta(JsonObject message)
    {
        var session = message["session"]!;
        return ((string?)session["agentType"], (string?)session["name"], (string?)session["status"]);
    }

    private static IEnumerable<string?> Ids(JsonObject list) => list["sessions"]!.AsArray().Select(session => (string?)session!["id"]);
}
