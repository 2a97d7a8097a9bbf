using Carillon.Testing;

namespace Carillon.Client.Tests;

public class FollowResumeTests : ClientTest
{
    [Theory]
    [InlineData(701)]
    [InlineData(1500)]
    [InlineData(4096)]
    public async Task Nothing_is_lost_or_doubled_when_the_connection_breaks_in_the_middle(int cutAfter)
    {
        await using var proxy = NewProxy();
        using var client = NewClient(proxy.Address);
        proxy.CutEachAfter(cutAfter);
        var publishing = PublishAsync(200);
        var seen = new List<long>();
        var breaks = 0;
        await foreach (var item in client.FollowAsync(new FollowRequest { Topics = ["a.*"], From = FollowFrom.Start }, Token))
        {
            if (item is FollowedReconnecting) breaks++;
            if (item is not FollowedEvent { Event: var value }) continue;
            seen.Add(value.Data.GetInt64());
            if (seen.Count == 200) break;
        }

        await publishing;
        Assert.Equal(Enumerable.Range(0, 200).Select(number => (long)number), seen);
        Assert.True(breaks > 3, $"The connection broke {breaks} times only.");
    }

    [Fact]
    public async Task Live_only_events_of_one_stream_are_neither_lost_nor_doubled()
    {
        await using var proxy = NewProxy();
        using var client = NewClient(proxy.Address);
        await using var items = client.FollowAsync(FollowRequest.Stream("session:s1", FollowFrom.Now), Token).GetAsyncEnumerator(Token);
        await NextAsync<FollowedLive>(items);
        var seen = new List<long>();
        for (var i = 1; i <= 30; i++)
        {
            await Host.AppendAsync("session:s1", "turn.text_delta", $$"""{"sessionId":"s1","turnId":"t","text":"{{i}}"}""", durable: i % 5 == 0);
            if (i % 7 == 0) proxy.CutAll();
            seen.Add((await NextAsync<FollowedEvent>(items)).Event.Seq);
        }

        Assert.Equal(Enumerable.Range(1, 30).Select(number => (long)number), seen);
    }

    [Fact]
    public async Task A_break_before_the_first_event_loses_none()
    {
        await Host.AppendAsync("custom:a", "a.b", "0");
        await using var proxy = NewProxy();
        using var client = NewClient(proxy.Address);
        await using var items = client.FollowAsync(new FollowRequest(), Token).GetAsyncEnumerator(Token);
        await NextAsync<FollowedLive>(items);
        var next = NextAsync<FollowedEvent>(items);
        await proxy.RefuseAsync(Token);
        await Host.AppendAsync("custom:a", "a.b", "1");
        proxy.LetIn();

        Assert.Equal(1, (await next).Event.Data.GetInt64());
    }

    [Fact]
    public async Task A_server_that_restarts_is_found_again()
    {
        await using var proxy = NewProxy();
        using var client = NewClient(proxy.Address);
        await using var items = client.FollowAsync(new FollowRequest { Streams = ["custom:a", "custom:b"] }, Token).GetAsyncEnumerator(Token);
        await NextAsync<FollowedLive>(items);
        await Host.AppendAsync("custom:a", "a.b", "1");
        Assert.Equal(1, (await NextAsync<FollowedEvent>(items)).Event.Data.GetInt64());

        var port = Host.Address.Port;
        await Host.DisposeAsync();
        var reconnecting = await NextAsync<FollowedReconnecting>(items);
        await using var again = await NativeHost.StartAsync(Directory, Token, port);
        await again.AppendAsync("custom:b", "a.b", "2");

        Assert.Equal(1, reconnecting.Attempt);
        Assert.Equal(2, (await NextAsync<FollowedEvent>(items)).Event.Data.GetInt64());
    }

    [Fact]
    public async Task Another_log_at_the_same_address_is_followed_from_its_start()
    {
        using var client = NewClient();
        await Host.AppendAsync("custom:a", "a.b", "1");
        await using var items = client.FollowAsync(new FollowRequest { From = FollowFrom.Start }, Token).GetAsyncEnumerator(Token);
        await NextAsync<FollowedEvent>(items);

        var port = Host.Address.Port;
        await Host.DisposeAsync();
        using var folder = new DataFolder();
        await using var other = await NativeHost.StartAsync(folder.Path, Token, port);
        await other.AppendAsync("custom:z", "a.b", "9");

        Assert.Equal(other.Log.Epoch, (await NextAsync<FollowedReset>(items)).Epoch);
        Assert.Equal("custom:z", (await NextAsync<FollowedEvent>(items)).Event.Stream);
    }

    [Fact]
    public async Task What_was_live_only_and_is_gone_is_told()
    {
        using var client = NewClient();
        await Host.AppendAsync("custom:a", "a.b", "1");
        var port = Host.Address.Port;
        await using var items = client.FollowAsync(FollowRequest.Stream("custom:a", FollowFrom.Seq(0)), Token).GetAsyncEnumerator(Token);
        await NextAsync<FollowedEvent>(items);
        await NextAsync<FollowedLive>(items);
        await Host.DisposeAsync();
        await NextAsync<FollowedReconnecting>(items);
        await using (var away = await NativeHost.StartAsync(Directory, Token))
        {
            await away.AppendAsync("custom:a", "a.b", "2", durable: false);
            await away.AppendAsync("custom:a", "a.b", "3");
        }

        await using var again = await NativeHost.StartAsync(Directory, Token, port);

        Assert.Equal(new FollowedGap("custom:a", 1, 2, "not_kept"), await NextAsync<FollowedGap>(items));
        Assert.Equal(3, (await NextAsync<FollowedEvent>(items)).Event.Seq);
    }

    private async Task PublishAsync(int count)
    {
        for (var i = 0; i < count; i++) await Host.AppendAsync($"custom:{i % 3}", "a.b", $"{i}");
    }
}
