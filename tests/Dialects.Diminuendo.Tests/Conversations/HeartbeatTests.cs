using Carillon.Dialects.Diminuendo.Tests.Gateway;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_has_joined_hears_a_beat_every_30_seconds_and_others_none()
    {
        await using var server = await TestServer.StartAsync();
        var (one, two) = (await server.CreateAsync(), await server.CreateAsync());
        await using var joined = await server.ConnectAsync();
        await using var idle = await server.ConnectAsync();
        await joined.JoinAsync(one.Id);
        await joined.JoinAsync(two.Id);

        server.Clock.Advance(Interval);
        Assert.Equal("""{"type":"heartbeat","ts":1709312430000}""", (await joined.HearAsync()).ToJsonString());
        await joined.HearNothingAsync();
        await idle.HearNothingAsync();

        server.Clock.Advance(Interval);
        await joined.HearAsync("heartbeat");
    }

    [Fact]
    public async Task Whoever_has_left_hears_none()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        await client.JoinAsync(session.Id);
        await client.SayAsync($$"""{"type":"leave_session","sessionId":"{{session.Id}}"}""");

        server.Clock.Advance(Interval);

        await client.HearNothingAsync();
    }

    [Fact]
    public async Task One_timer_serves_all_and_stops_with_the_dialect()
    {
        await using var server = await TestServer.StartAsync();
        await using var one = await server.ConnectAsync();
        await using var two = await server.ConnectAsync();

        Assert.Equal(1, server.Clock.Timers);
        await server.Dialect.DisposeAsync();
        Assert.Equal(0, server.Clock.Timers);
    }
}
