using Carillon.Core.Connections;
using Carillon.Dialects.Diminuendo.Tests.Gateway;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(RefusedMessage.TooLarge, "MESSAGE_TOO_LARGE")]
    [InlineData(RefusedMessage.Binary, "INVALID_JSON")]
    public async Task A_message_that_was_not_taken_is_answered(RefusedMessage refused, string code)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.Session.RefuseAsync(refused, TestContext.Current.CancellationToken);

        Assert.Equal(code, await client.HearErrorAsync());
        Assert.Equal(1024 * 1024, server.Dialect.MaxMessageBytes);
        await client.HearNothingAsync();
    }

    [Theory]
    [InlineData("not json", "INVALID_JSON")]
    [InlineData("""{"type":"dance"}""", "INVALID_MESSAGE")]
    [InlineData("""{"type":"run_turn","sessionId":7}""", "INVALID_MESSAGE")]
    public async Task A_bad_message_is_answered_and_the_conversation_goes_on(string message, string code)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SayAsync(message);

        Assert.Equal(code, await client.HearErrorAsync());
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task A_flood_is_dropped_message_by_message_and_the_connection_stays()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        for (var i = 0; i < 62; i++) await client.SayAsync($$"""{"type":"ping","ts":{{i}}}""");

        for (var i = 0; i < 60; i++) await client.HearAsync("pong");
        Assert.Equal("RATE_LIMITED", await client.HearErrorAsync());
        Assert.Equal("RATE_LIMITED", await client.HearErrorAsync());
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task Refused_messages_count_as_messages()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        for (var i = 0; i < 61; i++) await client.Session.RefuseAsync(RefusedMessage.TooLarge, TestContext.Current.CancellationToken);

        for (var i = 0; i < 60; i++) Assert.Equal("MESSAGE_TOO_LARGE", await client.HearErrorAsync());
        Assert.Equal("RATE_LIMITED", await client.HearErrorAsync());
    }

    [Fact]
    public async Task A_fault_of_ours_says_no_more_than_that_and_ends_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        server.Features.Fault = new InvalidOperationException("secret at /var/lib/secret");

        await client.SayAsync("""{"type":"list_sessions"}""");

        Assert.Equal(
            """{"type":"error","code":"InternalError","message":"Something went wrong here; the log of the server says what"}""",
            (await client.HearAsync()).ToJsonString());
        await client.HearNothingAsync();
        Assert.Contains("secret at", Assert.Single(server.Faults.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_goes_takes_its_waiting_commands_along()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        var client = await server.ConnectAsync();
        server.Features.StopTakes = new TaskCompletionSource().Task;
        await client.SayAsync($$"""{"type":"stop_turn","sessionId":"{{session.Id}}"}""");

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(["stop"], server.Features.Asked);
    }
}
