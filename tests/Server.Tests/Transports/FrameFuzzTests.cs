using System.IO.Pipelines;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Identity;
using Carillon.Fakes;
using Carillon.Server.Tests.Hosting;
using Carillon.Server.Transports;

namespace Carillon.Server.Tests.Transports;

/// <summary>
/// The frame parser under frames without number. Right ones, however they are cut, interleaved and packed, give exactly the messages
/// that were put in; wrong ones end the connection with a code that says so. Neither ever ends in a fault.
/// </summary>
public sealed class FrameFuzzTests
{
    private const int Limit = 70_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Right_frames_give_the_messages_that_were_put_in()
    {
        foreach (var round in new FuzzTime().Rounds())
        {
            var random = new Random(round);
            var frames = new FrameMutation(random);
            var messages = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Message(random)).ToList();
            var (received, peer) = await ReceiveAsync(random, [.. messages.SelectMany(frames.Rightly)]);

            Assert.True(messages.Count == received.Count, $"round {round}: {received.Count} of {messages.Count} messages");
            for (var i = 0; i < messages.Count; i++)
            {
                var fits = messages[i].Length <= Limit ? received[i].SequenceEqual(messages[i]) : received[i].SequenceEqual("TooLarge"u8);
                Assert.True(fits, $"round {round}: message {i} of {messages[i].Length} bytes is not what was sent");
            }

            Assert.Null(peer.Closed);
        }
    }

    [Fact]
    public async Task Wrong_frames_end_the_connection_with_a_code_and_no_fault()
    {
        var codes = new HashSet<int>();
        foreach (var round in new FuzzTime().Rounds())
        {
            var random = new Random(round);
            var frames = new FrameMutation(random);
            var bytes = new List<byte>();
            for (var i = random.Next(1, 5); i > 0; i--) bytes.AddRange(random.Next(2) == 0 ? frames.Wrongly(Message(random)) : frames.Rightly(Message(random)));
            try
            {
                var (_, peer) = await ReceiveAsync(random, [.. bytes]);
                if (peer.Closed is { } reason) codes.Add(reason.Code);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Assert.Fail($"round {round}: {exception}");
            }
        }

        Assert.Contains(1002, codes);
        Assert.All(codes, code => Assert.True(code is 1000 or 1002 or 1007 or (>= 1000 and <= 4999), $"closed with {code}"));
    }

    private static byte[] Message(Random random)
    {
        var bytes = new byte[random.Next(8) switch { 0 => 0, 1 => random.Next(Limit - 2, Limit + 3), 2 => random.Next(Limit * 2), _ => random.Next(300) }];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>Feeds the bytes in pieces of any size and takes every message up to the end.</summary>
    private static async Task<(List<byte[]> Received, RecordingPeer Peer)> ReceiveAsync(Random random, byte[] bytes)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        var peer = new RecordingPeer();
        await using var transport = new WebSocketTransport(new Duplex(pipe.Reader, new Pipe().Writer), () => { }, Token);
        var receiving = TakeAllAsync(transport, peer);
        for (var at = 0; at < bytes.Length && !receiving.IsCompleted;)
        {
            var size = Math.Min(bytes.Length - at, random.Next(3) switch { 0 => 1, 1 => random.Next(1, 200), _ => random.Next(1, bytes.Length) });
            await pipe.Writer.WriteAsync(bytes.AsMemory(at, size), Token);
            at += size;
        }

        await pipe.Writer.CompleteAsync();
        return (await receiving.WaitAsync(TimeSpan.FromSeconds(30), Token), peer);
    }

    private static async Task<List<byte[]>> TakeAllAsync(WebSocketTransport transport, RecordingPeer peer)
    {
        var received = new List<byte[]>();
        while (true)
        {
            var message = await transport.ReceiveAsync(peer, Limit, Token);
            if (message.Closed) return received;
            received.Add(message.Refused is RefusedMessage.TooLarge ? "TooLarge"u8.ToArray() : message.Bytes.ToArray());
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A connection that takes everything and remembers how it was closed.</summary>
    private sealed class RecordingPeer : IConnection
    {
        public CloseReason? Closed { get; private set; }

        public string Id => "";

        public Caller? Caller => null;

        public string RemoteAddress => "";

        public IReadOnlyDictionary<string, string> Options => new Dictionary<string, string>();

        public Framing Framing => Framing.WebSocket;

        public void Send(Frame frame)
        {
        }

        public Delivery Deliver(DeliveryRequest request) => throw new NotSupportedException();

        public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Close(CloseReason reason) => Closed ??= reason;
    }
}
