using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>One reader stops reading for a minute under load. Nobody else may notice, and the server's memory may not either.</summary>
public sealed class SlowReaders : IAsyncLifetime
{
    private const string Follow = """{"jsonrpc":"2.0","id":1,"method":"events.follow","params":{"streams":["custom:load"]}}""";
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(60);

    // What waits for one reader is bounded at 1 MB, and the transport's own buffers and the runtime's slack come on top.
    private const long AllowedGrowth = 200L * 1024 * 1024;

    private readonly TemporaryFolder _data = new();
    private CarillonProcess _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await CarillonProcess.ServeAsync(_data.Path, [], Cancel);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_reader_that_stalls_for_a_minute_delays_nobody_grows_nothing_and_catches_up()
    {
        using var quick = await FollowAsync();
        using var stalled = await FollowAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var reading = CountAsync(quick, stop.Token);
        using var http = new NativeHttp(_server);
        var before = _server.ResidentBytes;
        var filler = new string('x', 4000);
        var (published, most, worst) = (0L, before, TimeSpan.Zero);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Stall; published++)
        {
            var sent = Stopwatch.GetTimestamp();
            await http.PublishAsync("custom:load", new { type = "load.test", data = new { filler }, durable = published % 4 == 0 }, Cancel);
            var took = Stopwatch.GetElapsedTime(sent);
            if (took > worst) worst = took;
            if (published % 500 == 0) most = Math.Max(most, _server.ResidentBytes);
        }

        Assert.True(most - before < AllowedGrowth, $"memory grew by {(most - before) >> 20} MB");
        Assert.True(published * filler.Length > 8 << 20, "too little was published to fill anyone's queue");

        // The quick one has everything without one announcement; the stalled one gets the rest now, with its gaps announced.
        await http.PublishAsync("custom:load", new { type = "load.end", data = new { } }, Cancel);
        var quickSeen = await reading;
        Assert.Equal((published + 1, 0), quickSeen);
        var (events, missing) = await CountAsync(stalled, Cancel);
        Assert.True(missing > 0, "nothing was announced as missing, so the reader was never slow");
        Assert.Equal(published + 1, events + missing);
    }

    private async Task<ClientWebSocket> FollowAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(_server.WebSocket("/v1/ws"), Cancel);
        await socket.SendAsync(Encoding.UTF8.GetBytes(Follow), WebSocketMessageType.Text, true, Cancel);
        return socket;
    }

    /// <summary>Counts events, and numbers announced as missing, until the last event; each number must follow the one before.</summary>
    private static async Task<(long Events, long Missing)> CountAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var (events, missing, last) = (0L, 0L, 0L);
        await foreach (var message in MessagesAsync(socket, cancellationToken))
        {
            if (!message.TryGetProperty("method", out var method)) continue;
            var told = message.GetProperty("params");
            if (method.GetString() == "gap")
            {
                Assert.Equal(last, told.GetProperty("from").GetInt64());
                missing += told.GetProperty("to").GetInt64() - last;
                last = told.GetProperty("to").GetInt64();
            }
            else if (method.GetString() == "event")
            {
                Assert.Equal(last + 1, told.GetProperty("seq").GetInt64());
                last++;
                events++;
                if (told.GetProperty("type").GetString() == "load.end") break;
            }
        }

        return (events, missing);
    }

    private static async IAsyncEnumerable<global::System.Text.Json.JsonElement> MessagesAsync(
        ClientWebSocket socket, [global::System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close) yield break;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            yield return global::System.Text.Json.JsonDocument.Parse(message.ToArray()).RootElement;
            message.SetLength(0);
        }
    }
}
