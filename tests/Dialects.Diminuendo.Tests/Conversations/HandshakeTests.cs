using Carillon.Dialects.Diminuendo.Tests.Gateway;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class HandshakeTests
{
    [Fact]
    public async Task A_known_peer_is_greeted_and_identified_unasked()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.OpenAsync(Core.Identity.Caller.Dev);

        Assert.Equal("""{"type":"welcome","protocolVersion":1,"requiresAuth":false}""", (await client.HearAsync()).ToJsonString());
        Assert.Equal(
            $$"""{"type":"connected","clientId":"{{client.Id}}","heartbeatIntervalMs":30000,"ts":1709312400000}""",
            (await client.HearAsync()).ToJsonString());
        Assert.Equal(
            """{"type":"authenticated","identity":{"userId":"dev-user-001","email":"developer@example.com","tenantId":"dev"}}""",
            (await client.HearAsync()).ToJsonString());
    }

    [Fact]
    public async Task Authenticating_again_is_answered_again_and_doubles_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SayAsync("""{"type":"authenticate","token":"any"}""");
        await client.HearAsync("authenticated");

        await server.CreateAsync();
        await client.HearAsync("session_updated");
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task An_unknown_peer_may_only_ping_and_authenticate()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.OpenAsync(caller: null);
        var session = await server.CreateAsync();

        Assert.True((bool)(await client.HearAsync("welcome"))["requiresAuth"]!);
        await client.HearAsync("connected");
        await client.SayAsync("""{"type":"list_sessions"}""");
        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
        await client.SayAsync($$"""{"type":"join_session","sessionId":"{{session.Id}}"}""");
        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
        await client.SayAsync("""{"type":"authenticate","token":"guess"}""");
        Assert.Equal("AUTH_FAILED", await client.HearErrorAsync());

        await server.CreateAsync();
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Pong_brings_both_clocks()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SayAsync("""{"type":"ping","ts":1709312399958}""");

        Assert.Equal(
            """{"type":"pong","clientTs":1709312399958,"serverTs":1709312400000}""", (await client.HearAsync()).ToJsonString());
    }

    [Fact]
    public async Task Shutdown_is_announced_with_its_reason()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.Session.ShutdownAsync("restart", TestContext.Current.CancellationToken);

        Assert.Equal("""{"type":"server_shutdown","reason":"restart","ts":1709312400000}""", (await client.HearAsync()).ToJsonString());
    }
}
