using System.Net;
using Carillon.Events;

namespace Carillon.Client.Tests;

public class ApiTests : ClientTest
{
    [Fact]
    public async Task A_session_goes_through_its_life()
    {
        using var client = NewClient();
        var made = await client.Sessions.CreateAsync("echo", "One", Token);
        var renamed = await client.Sessions.RenameAsync(made.Id, "Two", Token);
        var archived = await client.Sessions.ArchiveAsync(made.Id, cancellationToken: Token);
        var shown = await client.Sessions.ListAsync(cancellationToken: Token);
        var all = await client.Sessions.ListAllAsync(includeArchived: true, Token).ToListAsync(Token);
        var back = await client.Sessions.ArchiveAsync(made.Id, archived: false, Token);
        await client.Sessions.DeleteAsync(made.Id, Token);
        var gone = await Assert.ThrowsAsync<CarillonApiException>(() => client.Sessions.GetAsync(made.Id, Token));

        Assert.Equal(("One", "Two", SessionState.Inactive), (made.Name, renamed.Name, made.Status));
        Assert.Equal((true, false), (archived.Archived, back.Archived));
        Assert.Empty(shown.Sessions);
        Assert.Equal([made.Id], all.Select(session => session.Id));
        Assert.Equal((HttpStatusCode.NotFound, "session_not_found", "There is no session 's1'."), (gone.Status, gone.Code, gone.Detail));
    }

    [Fact]
    public async Task Watchers_are_shown_paused_and_resumed()
    {
        using var client = NewClient();
        var status = await client.Daemon.StatusAsync(Token);
        var paused = await client.Daemon.PauseAsync("files", Token);
        var resumed = await client.Daemon.ResumeAsync("files", Token);
        var gone = await Assert.ThrowsAsync<CarillonApiException>(() => client.Daemon.PauseAsync("no/se", Token));

        Assert.True(status.Enabled);
        Assert.Equal(("files", "running", 7L, "3"), (status.Watchers[0].Id, status.Watchers[0].State, status.Watchers[0].Seen, status.Watchers[0].Details["folders"]));
        Assert.Equal(("coding", "normal", "/p"), (status.Perceived!.Activity, status.Perceived.Pressure["cpu"], status.Perceived.ProjectRoots[0]));
        Assert.Equal(("paused", "running", "not_found"), (paused.State, resumed.State, gone.Code));
    }

    [Fact]
    public async Task All_sessions_are_fetched_page_by_page()
    {
        using var client = NewClient();
        for (var i = 0; i < 5; i++) await client.Sessions.CreateAsync("echo", cancellationToken: Token);
        var first = await client.Sessions.ListAsync(limit: 2, cancellationToken: Token);
        var second = await client.Sessions.ListAsync(limit: 2, next: first.Next, cancellationToken: Token);

        Assert.Equal(["s5", "s4", "s3", "s2"], first.Sessions.Concat(second.Sessions).Select(session => session.Id));
        Assert.NotNull(second.Next);
    }

    [Fact]
    public async Task A_snapshot_and_its_history_are_read_whole()
    {
        using var client = NewClient();
        var session = await client.Sessions.CreateAsync("echo", cancellationToken: Token);
        Host.Rooms.Items.Add(new Contracts.Sessions.HistoryItem("m1", "user", "hi", 5, null, 3));
        Host.Rooms.Pending.Add(new QuestionRequested("s1", "t1", "q1", [new Question("a", "Which?", "text")], 9));
        var snapshot = await client.Sessions.SnapshotAsync(session.Id, Token);
        var history = await client.Sessions.HistoryAsync(session.Id, cancellationToken: Token);

        Assert.Equal((41, "Hel", "read"), (snapshot.Seq, snapshot.CurrentTurn!.TextSoFar, snapshot.CurrentTurn.ToolCalls[0].ToolName));
        Assert.Equal(new SandboxSnapshot("local", "ready"), snapshot.Sandbox);
        Assert.True(snapshot.Pending[0].TryDecode(out var pending));
        Assert.Equal("q1", Assert.IsType<QuestionRequested>(pending).RequestId);
        Assert.Equal([new HistoryItem("m1", "user", "hi", 5, 3)], history.History);
        Assert.Null(history.Next);
    }

    [Fact]
    public async Task A_turn_is_run_steered_and_stopped()
    {
        using var client = NewClient();
        var session = await client.Sessions.CreateAsync("echo", cancellationToken: Token);

        Assert.Equal("t1", await client.Turns.RunAsync(session.Id, "hi", Token));
        Assert.Equal("x1", await client.Turns.SteerAsync(session.Id, "more", Token));
        Assert.Equal("t1", await client.Turns.StopAsync(session.Id, Token));
        Assert.Equal(["demo", "echo"], await client.ListAgentsAsync(Token));
    }

    [Fact]
    public async Task A_permission_is_answered_once()
    {
        using var client = NewClient();
        var session = await client.Sessions.CreateAsync("echo", cancellationToken: Token);
        Host.Rooms.Pending.Add(new PermissionRequested(session.Id, "t1", "p1", "edit", "Write", [], 9));
        var pending = await client.Approvals.PendingAsync(Token);
        var resolved = await client.Approvals.ResolveAsync(session.Id, "p1", PermissionKind.AllowAlways, Token);
        var late = await Assert.ThrowsAsync<CarillonApiException>(() => client.Approvals.ResolveAsync(session.Id, "p1", PermissionKind.RejectOnce, Token));
        var answered = await client.Approvals.AnswerAsync(session.Id, "q1", new Dictionary<string, string> { ["a"] = "b" }, Token);

        Assert.Equal("permission.requested", pending.Single().Type);
        Assert.Equal((true, PermissionKind.AllowAlways), (resolved.Approved, resolved.Kind));
        Assert.Equal("already_resolved", late.Code);
        Assert.Equal("b", answered.Answers!["a"]);
    }

    [Fact]
    public async Task Events_are_published_and_paged()
    {
        using var client = NewClient();
        var outgoing = OutgoingEvent.OfJson("build.done", """{"ok":true}""") with
        {
            Id = "b1",
            Scopes = [new EventScope("task", "t1")],
            Mentions = ["ana"],
        };
        var first = await client.PublishAsync("ci/builds", outgoing, Token);
        var again = await client.PublishAsync("ci/builds", outgoing, Token);
        await client.PublishAsync("ci/builds", [OutgoingEvent.OfJson("a.b", "2"), OutgoingEvent.OfJson("a.b", "3") with { Durable = false }], Token);
        var page = await client.PageAsync("ci/builds", limit: 1, cancellationToken: Token);
        var rest = await client.PageAsync("ci/builds", page.Next!.Value, cancellationToken: Token);

        Assert.Equal((false, true), (first.Duplicate, again.Duplicate));
        var value = page.Events.Single();
        Assert.Equal(("b1", 1, "build.done", true), (value.Id, value.Seq, value.Type, value.Durable));
        Assert.Equal([new EventScope("task", "t1")], value.Scopes);
        Assert.Equal(["ana"], value.Mentions);
        Assert.True(value.Data.GetProperty("ok").GetBoolean());
        Assert.Equal(first.Events[0].Json.ToArray(), value.Json.ToArray());
        Assert.Equal([2L], rest.Events.Select(item => item.Seq));
        Assert.Null(rest.Next);
    }

    [Fact]
    public async Task A_catalogue_event_is_read_back_as_its_record_and_an_unknown_one_passes()
    {
        using var client = NewClient();
        var sent = new TurnTextDelta("s", "t", "hi");
        var published = await client.PublishAsync("custom:a", [OutgoingEvent.Of(sent), OutgoingEvent.OfJson("very.new", "{}")], Token);

        Assert.True(published.Events[0].TryDecode(out var known));
        Assert.Equal(sent, known);
        Assert.False(published.Events[1].TryDecode(out _));
    }

    [Fact]
    public async Task A_refused_publish_says_why()
    {
        using var client = NewClient();
        var refused = await Assert.ThrowsAsync<CarillonApiException>(() => client.PublishAsync("daemon", OutgoingEvent.OfJson("a.b", "1"), Token));

        Assert.Equal((HttpStatusCode.Forbidden, "permission_denied"), (refused.Status, refused.Code));
    }
}
