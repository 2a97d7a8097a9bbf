using Carillon.Fakes;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class HeartbeatTests : HostedTest
{
    private readonly ManualTimeProvider _clock = new();

    internal override TimeProvider Clock => _clock;

    [Fact]
    public async Task Every_stream_gets_a_sign_of_life_every_fifteen_seconds()
    {
        using var first = await SseReader.OpenAsync(Http, "/v1/events", Token);
        using var second = await SseReader.OpenAsync(Http, "/v1/events?streams=custom:quiet", Token);
        foreach (var reader in new[] { first, second }) await reader.UntilAsync("event: live", Token);

        for (var beat = 0; beat < 2; beat++)
        {
            _clock.Advance(TimeSpan.FromSeconds(14));
            await Host.AppendAsync("custom:other", "a.b", $"{beat}");
            Assert.StartsWith("id: ", await first.NextAsync(Token));
            _clock.Advance(TimeSpan.FromSeconds(1));

            Assert.Equal(":", await first.NextAsync(Token));
            Assert.Equal(":", await second.NextAsync(Token));
        }
    }
}
