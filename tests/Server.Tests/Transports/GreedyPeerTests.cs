using System.Buffers;
using System.IO.Pipelines;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Identity;
using Carillon.Server.Tests.Hosting;
using Carillon.Server.Transports;

namespace Carillon.Server.Tests.Transports;

/// <summary>Peers that make us hold more than they give.</summary>
public class GreedyPeerTests : EchoTest
{
    [Theory]
    [InlineData(long.MaxValue, 1_000_000)]
    [InlineData(1_000_001, 1_000_000)]
    [InlineData(1_000_000_000, 2_000_000_000)]
    public async Task A_length_that_is_only_announced_takes_no_memory(long announced, int limit)
    {
        var pipe = new Pipe();
        await using var transport = new WebSocketTransport(new Duplex(pipe.Reader, pipe.Writer), () => { }, Token);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await pipe.Writer.WriteAsync((byte[])[.. WireFrame.Head(WireFrame.TextMessage, announced), .. new byte[100]], Token);

        // What is there already is taken by the thread that asks.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var receiving = transport.ReceiveAsync(new NoConnection(), limit, ending.Token);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(receiving.IsCompleted);
        Assert.InRange(taken, 0, 64 * 1024);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.AsTask());
    }

    [Fact]
    public async Task A_peer_that_pings_and_takes_no_pong_is_not_read_from()
    {
        using var greedy = await UpgradeAsync();
        using var other = await UpgradeAsync();
        var pings = Enumerable.Range(0, 1000).SelectMany(_ => WireFrame.Of(WireFrame.Ping, new byte[125])).ToArray();
        var rounds = 0;
        while (rounds < 400 && await greedy.TrySendAsync(pings, TimeSpan.FromSeconds(2))) rounds++;

        Assert.InRange(rounds, 1, 399);
        await other.SendAsync(WireFrame.Text("and me?"));
        Assert.Equal("and me?", await other.HearTextAsync());
        greedy.Reset();
        await Host.EndedAsync(1, Patience, Token);
        Assert.Equal(1, Host.Connections.Count);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A connection nobody may need here.</summary>
    private sealed class NoConnection : IConnection
    {
        public string Id => "";

        public Caller? Caller => null;

        public string RemoteAddress => "";

        public IReadOnlyDictionary<string, string> Options => new Dictionary<string, string>();

        public Framing Framing => Framing.WebSocket;

        public void Send(Frame frame) => throw new NotSupportedException();

        public Delivery Deliver(DeliveryRequest request) => throw new NotSupportedException();

        public ValueTask DrainAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Close(CloseReason reason) => throw new NotSupportedException();
    }
}
