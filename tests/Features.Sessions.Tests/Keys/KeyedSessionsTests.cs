using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Keys;

public sealed class KeyedSessionsTests
{
    private static readonly Caller Stranger = new("eve", "globex", Role.Owner);
    private static readonly Caller Viewer = new("vic", "acme", Role.Viewer);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_leads_to_one_session_however_many_open_it_at_once()
    {
        await using var house = await House.OpenAsync();
        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => OpenAsync(house, "agent:main:main"), Cancellation)));

        var session = Assert.Single(opened.Distinct());
        Assert.Equal("agent:main:main", session.Key);
        Assert.Equal("demo", session.AgentType);
        Assert.Single(house.Seen.All<SessionCreated>());
    }

    [Fact]
    public async Task A_key_still_leads_to_its_session_after_a_crash()
    {
        var house = await House.OpenAsync();
        var before = await OpenAsync(house, "agent:other:telegram:dm:+4917012345");
        await using var after = await house.CrashAsync();

        Assert.Equal(before, await OpenAsync(after, "Agent:Other:Telegram:DM:+4917012345"));
        Assert.Equal("other", before.AgentType);
    }

    [Fact]
    public async Task A_session_without_a_chosen_key_is_found_by_the_one_made_from_its_id()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();

        Assert.Equal($"agent:demo:session_{session.Id}", session.Key);
        Assert.Equal(session, await OpenAsync(house, session.Key!));
        Assert.Equal(session, await house.Feature.Keys.FindAsync(House.Ben, Key(session.Key!), Cancellation));
        var refused = await Assert.ThrowsAsync<CarillonException>(() => OpenAsync(house, $"agent:demo:session_{Guid.Empty}"));
        Assert.Equal(ErrorCode.SessionNotFound, refused.Code);
    }

    [Fact]
    public async Task Finding_makes_nothing_and_a_deleted_session_frees_its_key()
    {
        await using var house = await House.OpenAsync();
        var key = Key("agent:main:dm:ben");
        Assert.Null(await house.Feature.Keys.FindAsync(House.Ada, key, Cancellation));
        var first = await OpenAsync(house, key.Text);
        await house.Sessions.DeleteAsync(House.Ada, first.Id, Cancellation);

        Assert.Null(await house.Feature.Keys.FindAsync(House.Ada, key, Cancellation));
        Assert.Equal(new SessionDeleted(first.Id, key.Text), Assert.Single(house.Seen.All<SessionDeleted>()));
        Assert.NotEqual(first.Id, (await OpenAsync(house, key.Text)).Id);
    }

    [Fact]
    public async Task Keys_belong_to_their_tenant_and_a_viewer_makes_no_session()
    {
        await using var house = await House.OpenAsync();
        var session = await OpenAsync(house, "agent:main:main");

        Assert.Null(await house.Feature.Keys.FindAsync(Stranger, SessionKey.Main, Cancellation));
        Assert.Null(await house.Feature.Keys.FindAsync(Stranger, Key($"agent:demo:session_{session.Id}"), Cancellation));
        Assert.Equal(session, await house.Feature.Keys.OpenAsync(Viewer, SessionKey.Main, null, Cancellation));
        var refused = await Assert.ThrowsAsync<CarillonException>(
            async () => await house.Feature.Keys.OpenAsync(Viewer, Key("agent:main:new"), null, Cancellation));
        Assert.Equal(ErrorCode.PermissionDenied, refused.Code);
    }

    [Fact]
    public async Task A_key_of_an_agent_that_is_not_there_is_refused()
    {
        await using var house = await House.OpenAsync();
        var refused = await Assert.ThrowsAsync<CarillonException>(() => OpenAsync(house, "agent:nobody:main"));
        Assert.Equal(ErrorCode.UnknownAgent, refused.Code);
    }

    [Fact]
    public async Task Turns_say_the_key_of_their_session()
    {
        await using var house = await House.OpenAsync();
        var session = await OpenAsync(house, "agent:main:main");
        await house.RunToEndAsync(session.Id);

        Assert.Equal("agent:main:main", Assert.Single(house.Seen.All<TurnStarted>()).SessionKey);
        Assert.Equal("agent:main:main", Assert.Single(house.Seen.All<TurnCompleted>()).SessionKey);
    }

    [Theory]
    [InlineData("agent:main:main", "main")]
    [InlineData("agent:demo:dm:ben", "demo")]
    [InlineData("agent:demo:telegram:group:42:thread:7", "demo")]
    [InlineData("agent:demo:cron:nightly", "demo")]
    [InlineData("subagent:agent:demo:helper", "demo")]
    [InlineData("cron:nightly:0d3c", "main")]
    [InlineData("task:webhook:github", "main")]
    public void A_key_names_its_agent(string text, string agent) => Assert.Equal(agent, Key(text).Agent);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("main")]
    [InlineData("agent::main")]
    [InlineData("agent:main:")]
    [InlineData("agent:main:a b")]
    [InlineData("agent:main:\u0000")]
    public void What_is_no_key_is_refused(string? text) => Assert.False(SessionKey.TryParse(text, out _));

    private static SessionKey Key(string text) => SessionKey.TryParse(text, out var key) ? key : throw new ArgumentException(text);

    private static async Task<SessionMeta> OpenAsync(House house, string key) =>
        await house.Feature.Keys.OpenAsync(House.Ada, Key(key), null, Cancellation);
}
