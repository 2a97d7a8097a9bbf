using System.Text.Json.Nodes;
using Carillon.Contracts.Sessions;
using Carillon.Events;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class SessionRouteTests : HostedTest
{
    private const string Meta = """{"id":"s1","tenantId":"dev","agentType":"echo","status":"inactive","archived":false,"createdAt":1000,"updatedAt":1000,"name":"First"}""";

    [Fact]
    public async Task A_session_is_made_and_read()
    {
        var (status, made) = await CallAsync(HttpMethod.Post, "/v1/sessions", """{"agentType":"echo","name":"First"}""");
        var (_, read) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1");

        Assert.Equal(201, status);
        Assert.Equal(Meta, made!.ToJsonString());
        Assert.Equal(Meta, read!.ToJsonString());
    }

    [Fact]
    public async Task A_list_is_paged_and_leaves_out_what_is_archived()
    {
        for (var i = 0; i < 3; i++) await MakeAsync();
        await CallAsync(HttpMethod.Patch, "/v1/sessions/s2", """{"archived":true}""");
        var (_, first) = await CallAsync(HttpMethod.Get, "/v1/sessions?limit=1");
        var (_, second) = await CallAsync(HttpMethod.Get, $"/v1/sessions?limit=1&next={first!["next"]}");
        var (_, all) = await CallAsync(HttpMethod.Get, "/v1/sessions?includeArchived=true");

        Assert.Equal("s3", (string?)first["sessions"]![0]!["id"]);
        Assert.Equal("s1", (string?)second!["sessions"]![0]!["id"]);
        Assert.Null(second["next"]);
        Assert.Equal(3, all!["sessions"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_session_is_renamed_archived_and_deleted()
    {
        await MakeAsync();
        var (status, changed) = await CallAsync(HttpMethod.Patch, "/v1/sessions/s1", """{"name":"Second","archived":true}""");
        var (nothing, _) = await CallAsync(HttpMethod.Patch, "/v1/sessions/s1", "{}");
        var (deleted, body) = await CallAsync(HttpMethod.Delete, "/v1/sessions/s1");
        var (gone, problem) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1");

        Assert.Equal((200, 400, 204, 404), (status, nothing, deleted, gone));
        Assert.Equal("Second", (string?)changed!["name"]);
        Assert.True((bool?)changed["archived"]);
        Assert.Null(body);
        Assert.Equal("session_not_found", (string?)problem!["code"]);
    }

    [Fact]
    public async Task A_snapshot_holds_all_that_a_screen_needs()
    {
        await MakeAsync();
        Host.Rooms.Items.Add(new HistoryItem("m1", "user", "Say hi", 1100, "t1", 3));
        Host.Rooms.Pending.Add(new PermissionRequested("s1", "t1", "p1", "edit", "Write a.txt", [new("o1", "Yes", PermissionKind.AllowOnce)], 9000));
        var (_, snapshot) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/snapshot");

        const string Expected = """
            {"session":{"id":"s1","tenantId":"dev","agentType":"echo","status":"inactive","archived":false,"createdAt":1000,"updatedAt":1000},
             "seq":41,
             "currentTurn":{"turnId":"t1","prompt":"Say hi","textSoFar":"Hel","thinkingSoFar":"","startedAt":1200,
               "toolCalls":[{"toolCallId":"c1","toolName":"read","status":"running"}]},
             "recentHistory":[{"id":"m1","role":"user","content":"Say hi","createdAt":1100,"turnId":"t1","seq":3}],
             "pending":[{"type":"permission.requested","data":{"sessionId":"s1","turnId":"t1","requestId":"p1","toolName":"edit",
               "description":"Write a.txt","options":[{"optionId":"o1","name":"Yes","kind":"allow_once"}],"expiresAt":9000}}],
             "sandbox":{"provider":"local","status":"ready"}}
            """;
        Assert.Equal(JsonNode.Parse(Expected)!.ToJsonString(), snapshot!.ToJsonString());
    }

    [Fact]
    public async Task History_is_paged()
    {
        await MakeAsync();
        for (var i = 1; i <= 3; i++) Host.Rooms.Items.Add(new HistoryItem($"m{i}", "user", "x", 1, null, i));
        var (_, first) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/history?limit=2");
        var (_, second) = await CallAsync(HttpMethod.Get, $"/v1/sessions/s1/history?limit=2&after={first!["next"]}");

        Assert.Equal(2, first["history"]!.AsArray().Count);
        Assert.Equal("m3", (string?)second!["history"]![0]!["id"]);
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task A_turn_is_run_steered_and_stopped()
    {
        await MakeAsync();
        var (early, _) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/stop");
        var (run, turn) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/turns", """{"text":"Say hi"}""");
        var (steer, steered) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/steer", """{"content":"louder"}""");
        var (stop, stopped) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/stop");

        Assert.Equal((409, 202, 200, 200), (early, run, steer, stop));
        Assert.Equal("""{"turnId":"t1"}""", turn!.ToJsonString());
        Assert.Equal("""{"steerId":"x1"}""", steered!.ToJsonString());
        Assert.Equal("""{"turnId":"t1"}""", stopped!.ToJsonString());
        Assert.Equal(["Say hi", "louder"], Host.Rooms.Said);
    }

    [Fact]
    public async Task A_turn_may_name_its_model_and_how_much_the_agent_thinks()
    {
        await MakeAsync();
        await CallAsync(HttpMethod.Post, "/v1/sessions/s1/turns", """{"text":"Say hi","model":"large","thinking":"high"}""");

        Assert.Equal([new TurnDraft("Say hi", "large", "high")], Host.Rooms.Drafts);
    }

    [Fact]
    public async Task A_permission_is_answered_once()
    {
        await MakeAsync();
        var (first, resolved) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/permissions/p1", """{"kind":"reject_once"}""");
        var (second, problem) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/permissions/p1", """{"kind":"allow_once"}""");

        Assert.Equal((200, 409), (first, second));
        Assert.Equal(
            """{"sessionId":"s1","requestId":"p1","approved":false,"outcome":"denied","kind":"reject_once","by":"dev-user-001"}""", resolved!.ToJsonString());
        Assert.Equal("already_resolved", (string?)problem!["code"]);
    }

    [Theory]
    [InlineData("""{"kind":"maybe"}""")]
    [InlineData("""{"kind":99}""")]
    [InlineData("""{}""")]
    public async Task A_permission_takes_four_answers_only(string body)
    {
        await MakeAsync();
        var (status, _) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/permissions/p1", body);

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task A_question_is_answered()
    {
        await MakeAsync();
        var (status, answered) = await CallAsync(HttpMethod.Post, "/v1/sessions/s1/questions/q1", """{"answers":{"a":"blue"}}""");

        Assert.Equal(200, status);
        Assert.Equal(
            """{"sessionId":"s1","requestId":"q1","outcome":"allowed","answers":{"a":"blue"},"by":"dev-user-001"}""", answered!.ToJsonString());
    }

    [Fact]
    public async Task What_waits_for_an_answer_is_listed()
    {
        Host.Rooms.Pending.Add(new QuestionRequested("s1", "t1", "q1", [new("a", "Which colour?", "text")], 9000));
        var (_, list) = await CallAsync(HttpMethod.Get, "/v1/permissions");

        Assert.Equal(
            """{"pending":[{"type":"question.requested","data":{"sessionId":"s1","turnId":"t1","requestId":"q1","questions":[{"id":"a","text":"Which colour?","type":"text"}],"expiresAt":9000}}]}""",
            list!.ToJsonString());
    }

    [Fact]
    public async Task Agents_are_named_and_nothing_else_of_them_is_told()
    {
        var (_, agents) = await CallAsync(HttpMethod.Get, "/v1/agents");

        Assert.Equal("""{"agents":[{"name":"demo"},{"name":"echo"}]}""", agents!.ToJsonString());
    }

    private async Task MakeAsync() => await Host.Rooms.CreateAsync(Core.Identity.Caller.Dev, "echo", null, Token);
}
