using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Tests.Gateway;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class SignInTests
{
    [Fact]
    public async Task A_token_opens_what_was_closed()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await GreetAsync(server);

        await client.SayAsync("""{"type":"authenticate","token":"ada"}""");

        Assert.Equal(
            """{"type":"authenticated","identity":{"userId":"ada","email":"","tenantId":"acme"}}""", (await client.HearAsync()).ToJsonString());
        await client.SayAsync("""{"type":"list_sessions"}""");
        await client.HearAsync("session_list");
        await server.CreateAsync("acme");
        await client.HearAsync("session_updated");
        await server.CreateAsync("other");
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Whoever_guesses_too_often_is_told_when_to_try_again()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await GreetAsync(server);

        await client.SayAsync("""{"type":"authenticate","token":"guess too often"}""");

        var error = await client.HearAsync("error");
        Assert.Equal("AUTH_RATE_LIMITED", (string?)error["code"]);
        Assert.Equal(41_001, (long)error["retryAfterMs"]!);
    }

    [Theory]
    [InlineData("bob")]
    [InlineData("ada elsewhere")]
    [InlineData("nobody")]
    public async Task A_connection_stays_one_user_of_one_tenant(string token)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await SignInAsync(server, "ada");

        await client.SayAsync($$"""{"type":"authenticate","token":"{{token}}"}""");

        Assert.Equal("AUTH_FAILED", await client.HearErrorAsync());
        await client.SayAsync("""{"type":"list_sessions"}""");
        await client.HearAsync("session_list");
    }

    [Fact]
    public async Task A_revoked_token_ends_all_that_it_allowed_within_a_minute()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await SignInAsync(server, "ada");
        var session = await server.CreateAsync("acme");
        await client.HearAsync("session_updated");
        await client.JoinAsync(session.Id);

        server.Tokens.Revoke("ada");
        server.Clock.Advance(Authentication.RecheckInterval);

        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
        await server.CreateAsync("acme");
        await server.Features.RenameAsync(Caller.Gateway("acme"), session.Id, "B", TestContext.Current.CancellationToken);
        await client.HearNothingAsync();
        Assert.Equal(0, server.Audience.CountOf(Core.Streams.StreamId.Session("acme", session.Id)));
        await client.SayAsync("""{"type":"list_sessions"}""");
        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
        await client.SayAsync("""{"type":"authenticate","token":"ada"}""");
        Assert.Equal("AUTH_FAILED", await client.HearErrorAsync());
        await client.SayAsync("""{"type":"authenticate","token":"bob"}""");
        Assert.Equal("AUTH_FAILED", await client.HearErrorAsync());
        await client.SayAsync("""{"type":"authenticate","token":"ada again"}""");
        await client.HearAsync("authenticated");
        await server.CreateAsync("acme");
        await client.HearAsync("session_updated");
    }

    [Fact]
    public async Task A_newer_token_takes_the_place_of_the_one_before_it()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await SignInAsync(server, "ada");

        await client.SayAsync("""{"type":"authenticate","token":"ada again"}""");
        await client.HearAsync("authenticated");
        server.Tokens.Revoke("ada");
        server.Clock.Advance(Authentication.RecheckInterval);

        await client.SayAsync("""{"type":"list_sessions"}""");
        await client.HearAsync("session_list");
        server.Tokens.Revoke("ada again");
        server.Clock.Advance(Authentication.RecheckInterval);
        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
    }

    [Fact]
    public async Task A_message_under_way_is_broken_off_and_answered_when_its_credential_ends()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await SignInAsync(server, "ada");
        var session = await server.CreateAsync("acme");
        await client.HearAsync("session_updated");
        server.Features.SnapshotTakes = new TaskCompletionSource().Task;
        var joining = client.SayAsync($$"""{"type":"join_session","sessionId":"{{session.Id}}"}""");

        server.Tokens.Revoke("ada");
        server.Clock.Advance(Authentication.RecheckInterval);

        await joining.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
        Assert.Equal(0, server.Audience.CountOf(Core.Streams.StreamId.Session("acme", session.Id)));
    }

    private static async Task<TestClient> GreetAsync(TestServer server)
    {
        var client = await server.OpenAsync(caller: null);
        Assert.True((bool)(await client.HearAsync("welcome"))["requiresAuth"]!);
        await client.HearAsync("connected");
        return client;
    }

    private static async Task<TestClient> SignInAsync(TestServer server, string token)
    {
        var client = await GreetAsync(server);
        await client.SayAsync($$"""{"type":"authenticate","token":"{{token}}"}""");
        await client.HearAsync("authenticated");
        return client;
    }
}
