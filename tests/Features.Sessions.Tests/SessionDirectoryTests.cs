using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests;

public sealed class SessionDirectoryTests
{
    private static readonly Caller Stranger = new("eve", "globex", Role.Owner);
    private static readonly Caller Viewer = new("vic", "acme", Role.Viewer);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_session_is_inactive_and_announced()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync("Auth refactor");

        var expected = new SessionMeta(session.Id, "acme", "demo", SessionState.Inactive, false, session.CreatedAt, session.CreatedAt, "Auth refactor")
        {
            Key = $"agent:demo:session_{session.Id}",
        };
        Assert.Equal(expected, session);
        Assert.Equal(session, Assert.Single(house.Seen.All<SessionCreated>()).Session);
        Assert.Equal("tenant", house.Seen.Entries()[0].Stream.Name);
        Assert.Equal(session, await house.Sessions.GetAsync(House.Ada, session.Id, Cancellation));
    }

    [Fact]
    public async Task Sessions_are_listed_newest_first_in_pages()
    {
        await using var house = await House.OpenAsync();
        var made = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            if (i % 3 == 0) house.Clock.Advance(TimeSpan.FromSeconds(1));
            made.Insert(0, (await house.CreateAsync()).Id);
        }

        Assert.Equal(made, await PagesAsync(house, new SessionQuery(Limit: 3)));
        Assert.Equal(made, await PagesAsync(house, new SessionQuery(Limit: 7)));
        Assert.Equal(made, await PagesAsync(house, new SessionQuery()));
    }

    [Fact]
    public async Task Archived_sessions_are_listed_only_when_wanted()
    {
        await using var house = await House.OpenAsync();
        var made = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            house.Clock.Advance(TimeSpan.FromSeconds(1));
            made.Insert(0, (await house.CreateAsync()).Id);
        }

        foreach (var id in made.Where((_, i) => i % 2 == 0)) await house.Sessions.ArchiveAsync(House.Ada, id, true, Cancellation);

        Assert.Equal(made.Where((_, i) => i % 2 == 1), await PagesAsync(house, new SessionQuery(Limit: 3)));
        Assert.Equal(made, await PagesAsync(house, new SessionQuery(IncludeArchived: true, Limit: 2)));
        Assert.Equal(made, await PagesAsync(house, new SessionQuery(IncludeArchived: true, Limit: 9)));
    }

    [Fact]
    public async Task Archiving_and_bringing_back_are_announced()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        var archived = await house.Sessions.ArchiveAsync(House.Ada, session.Id, true, Cancellation);
        Assert.True(archived.Archived);
        Assert.Equal(session.UpdatedAt + 1000, archived.UpdatedAt);
        Assert.Equal(archived, Assert.Single(house.Seen.All<SessionArchived>()).Session);

        var back = await house.Sessions.ArchiveAsync(House.Ada, session.Id, false, Cancellation);
        Assert.Equal(back, Assert.Single(house.Seen.All<SessionUnarchived>()).Session);
        Assert.Empty(house.Seen.All<SessionUpdated>());
    }

    [Fact]
    public async Task Archiving_twice_changes_nothing()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var first = await house.Sessions.ArchiveAsync(House.Ada, session.Id, true, Cancellation);
        house.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first, await house.Sessions.ArchiveAsync(House.Ada, session.Id, true, Cancellation));
        Assert.Single(house.Seen.All<SessionArchived>());
    }

    [Fact]
    public async Task A_new_name_is_announced()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var renamed = await house.Sessions.RenameAsync(House.Ben, session.Id, "Better", Cancellation);
        Assert.Equal("Better", renamed.Name);
        Assert.Equal(renamed, Assert.Single(house.Seen.All<SessionUpdated>()).Session);
    }

    [Fact]
    public async Task Changes_at_the_same_moment_all_happen()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => house.Sessions.RenameAsync(House.Ada, session.Id, $"n{i}", Cancellation).AsTask()));
        Assert.Equal(50, house.Seen.All<SessionUpdated>().Count);
        Assert.Equal(house.Seen.All<SessionUpdated>()[^1].Session, await house.Sessions.GetAsync(House.Ada, session.Id, Cancellation));
    }

    [Fact]
    public async Task Another_tenants_session_does_not_exist()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);
        Func<Task>[] attempts =
        [
            () => house.Sessions.GetAsync(Stranger, session.Id, Cancellation).AsTask(),
            () => house.Sessions.RenameAsync(Stranger, session.Id, "mine", Cancellation).AsTask(),
            () => house.Sessions.ArchiveAsync(Stranger, session.Id, true, Cancellation).AsTask(),
            () => house.Sessions.DeleteAsync(Stranger, session.Id, Cancellation).AsTask(),
            () => house.Sessions.SnapshotAsync(Stranger, session.Id, Cancellation).AsTask(),
            () => house.Sessions.HistoryAsync(Stranger, session.Id, 0, 10, Cancellation).AsTask(),
            () => house.Sessions.ConversationEndAsync(Stranger, session.Id, 10, Cancellation).AsTask(),
            () => house.Turns.RunAsync(Stranger, session.Id, "x", Cancellation).AsTask(),
            () => house.Turns.StopAsync(Stranger, session.Id, Cancellation).AsTask(),
            () => house.Turns.SteerAsync(Stranger, session.Id, "x", Cancellation).AsTask(),
            () => house.Approvals.ResolveAsync(Stranger, session.Id, "r", PermissionKind.AllowOnce, Cancellation).AsTask(),
        ];
        foreach (var attempt in attempts)
            Assert.Equal(ErrorCode.SessionNotFound, (await Assert.ThrowsAsync<CarillonException>(attempt)).Code);
        Assert.Empty((await house.Sessions.ListAsync(Stranger, new SessionQuery(), Cancellation)).Sessions);
        Assert.Equal(0, await house.Sessions.CountAsync(Stranger, Cancellation));
        Assert.Single((await house.Sessions.ListAsync(House.Ada, new SessionQuery(), Cancellation)).Sessions);
        Assert.Equal(1, await house.Sessions.CountAsync(House.Ada, Cancellation));
    }

    [Fact]
    public async Task A_viewer_only_looks()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.Sessions.SnapshotAsync(Viewer, session.Id, Cancellation);
        await house.Sessions.HistoryAsync(Viewer, session.Id, 0, 10, Cancellation);
        Func<Task>[] attempts =
        [
            () => house.Sessions.CreateAsync(Viewer, "demo", null, Cancellation).AsTask(),
            () => house.Sessions.RenameAsync(Viewer, session.Id, "x", Cancellation).AsTask(),
            () => house.Sessions.ArchiveAsync(Viewer, session.Id, true, Cancellation).AsTask(),
            () => house.Sessions.DeleteAsync(Viewer, session.Id, Cancellation).AsTask(),
            () => house.Sessions.DeleteAsync(House.Ben, session.Id, Cancellation).AsTask(),
            () => house.Turns.RunAsync(Viewer, session.Id, "x", Cancellation).AsTask(),
            () => house.Turns.StopAsync(Viewer, session.Id, Cancellation).AsTask(),
            () => house.Turns.SteerAsync(Viewer, session.Id, "x", Cancellation).AsTask(),
            () => house.Approvals.ResolveAsync(Viewer, session.Id, "r", PermissionKind.AllowOnce, Cancellation).AsTask(),
        ];
        foreach (var attempt in attempts)
            Assert.Equal(ErrorCode.PermissionDenied, (await Assert.ThrowsAsync<CarillonException>(attempt)).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task A_name_has_1_to_200_characters(int length)
    {
        await using var house = await House.OpenAsync();
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.CreateAsync(new string('x', length)));
        Assert.Equal(ErrorCode.Invalid, refused.Code);
        await house.CreateAsync(new string('x', 200));
    }

    [Fact]
    public async Task An_agent_that_is_not_configured_is_refused()
    {
        await using var house = await House.OpenAsync();
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.Sessions.CreateAsync(House.Ada, "nobody", null, Cancellation).AsTask());
        Assert.Equal(ErrorCode.UnknownAgent, refused.Code);
    }

    [Fact]
    public async Task A_deleted_session_leaves_nothing()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.Client.WriteTextFileAsync("a.txt", "hello", Cancellation);
            await agent.SayAsync("done");
            return new("end_turn");
        };
        await house.RunToEndAsync(session.Id);
        await house.Sessions.DeleteAsync(House.Ada, session.Id, Cancellation);

        Assert.Equal(session.Id, Assert.Single(house.Seen.All<SessionDeleted>()).SessionId);
        Assert.Equal([session.Id], house.Sandboxes.Removed);
        Assert.True(Assert.Single(house.Agents.Started).IsDisposed);
        Assert.Empty(await house.Log.ReadAsync(StreamId.Session("acme", session.Id), 0, 100, Cancellation));
        foreach (var collection in new[] { "sessions", "active", "approvals", $"messages:{session.Id}", $"files:{session.Id}", $"file_versions:{session.Id}" })
            Assert.Empty(await house.Documents.ListAsync(new("acme", collection, 10), Cancellation));
        var gone = await Assert.ThrowsAsync<CarillonException>(() => house.Sessions.DeleteAsync(House.Ada, session.Id, Cancellation).AsTask());
        Assert.Equal(ErrorCode.SessionNotFound, gone.Code);
    }

    [Fact]
    public async Task Deleting_stops_the_running_turn_first()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.SayAsync("working");
            await agent.Cancelled;
            return new("cancelled");
        };
        await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<TurnTextDelta>();
        await house.Sessions.DeleteAsync(House.Ada, session.Id, Cancellation);

        Assert.Equal("ada", Assert.Single(house.Seen.All<TurnCancelled>()).By);
        Assert.True(Assert.Single(house.Agents.Started).IsDisposed);
        Assert.Empty((await house.Sessions.ListAsync(House.Ada, new SessionQuery(IncludeArchived: true), Cancellation)).Sessions);
    }

    private static async Task<List<string>> PagesAsync(House house, SessionQuery query)
    {
        var found = new List<string>();
        while (true)
        {
            var page = await house.Sessions.ListAsync(House.Ada, query, Cancellation);
            Assert.InRange(page.Sessions.Count, 0, query.Limit);
            found.AddRange(page.Sessions.Select(session => session.Id));
            if (page.Next is null) return found;
            query = query with { Next = page.Next };
        }
    }
}
