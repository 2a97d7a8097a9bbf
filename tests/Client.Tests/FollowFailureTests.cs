using System.Net;
using System.Net.Sockets;
using Carillon.Fakes;

namespace Carillon.Client.Tests;

public class FollowFailureTests : ClientTest
{
    [Fact]
    public async Task A_refusal_that_would_not_change_is_thrown()
    {
        using var client = NewClient(token: "wrong");
        await using var items = client.FollowAsync(new FollowRequest(), Token).GetAsyncEnumerator(Token);
        var refused = await Assert.ThrowsAsync<CarillonApiException>(async () => await items.MoveNextAsync());

        Assert.Equal((HttpStatusCode.Unauthorized, "unauthenticated", false), (refused.Status, refused.Code, refused.IsTransient));
    }

    [Fact]
    public async Task An_unreachable_server_is_tried_as_often_as_the_policy_says()
    {
        using var client = NewClient(FreeAddress(), new ReconnectPolicy { FirstDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 2 });
        var attempts = new List<int>();
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            await foreach (var item in client.FollowAsync(new FollowRequest(), Token)) attempts.Add(((FollowedReconnecting)item).Attempt);
        });

        Assert.Equal([1, 2], attempts);
    }

    [Fact]
    public async Task Following_ends_when_it_is_cancelled()
    {
        using var client = NewClient();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var items = client.FollowAsync(new FollowRequest(), cancel.Token).GetAsyncEnumerator(cancel.Token);
        await NextAsync<FollowedLive>(items);
        var next = items.MoveNextAsync().AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task A_silent_connection_is_taken_for_dead()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var clock = new ManualTimeProvider();
        using var client = new CarillonClient(new CarillonClientOptions
        {
            BaseAddress = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"),
            Clock = clock,
            Reconnect = new ReconnectPolicy { SilenceTimeout = TimeSpan.FromSeconds(45) },
        });
        await using var items = client.FollowAsync(new FollowRequest(), Token).GetAsyncEnumerator(Token);
        var next = NextAsync<FollowedReconnecting>(items);
        using var mute = await listener.AcceptTcpClientAsync(Token);
        await mute.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"u8.ToArray(), Token);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        while (clock.WaitingTimers == 0)
        {
            await Task.Yield();
            patience.Token.ThrowIfCancellationRequested();
        }

        clock.Advance(TimeSpan.FromSeconds(45));
        Assert.IsType<TimeoutException>((await next).Cause);
    }

    [Fact]
    public async Task A_server_that_is_no_carillon_is_named_as_such()
    {
        using var http = new HttpClient(new Answering(HttpStatusCode.NotFound));
        using var client = new CarillonClient(new CarillonClientOptions { BaseAddress = Host.Address, HttpClient = http });
        var refused = await Assert.ThrowsAsync<CarillonApiException>(() => client.Sessions.GetAsync("s1", Token));

        Assert.Equal("unknown", refused.Code);
    }

    /// <summary>An address at which nobody listens: the port was free a moment ago.</summary>
    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private sealed class Answering(HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("<html>") });
    }
}
