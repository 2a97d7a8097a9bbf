using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>A client on a real socket that says what it is told to say and hears everything, one message after the other.</summary>
internal sealed class LivePeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>Connects, and authenticates where there is a key.</summary>
    public static async Task<LivePeer> ConnectAsync(LiveGateway gateway, string? key, Action<ClientWebSocketOptions>? change = null, string query = "")
    {
        var peer = new LivePeer();
        change?.Invoke(peer._socket.Options);
        await peer._socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/diminuendo/ws{query}"), Ending);
        await peer.HearAsync("welcome");
        await peer.HearAsync("connected");
        if (key is null) return peer;
        await peer.SayAsync($$"""{"type":"authenticate","token":"{{key}}"}""");
        await peer.HearAsync("authenticated");
        return peer;
    }

    public Task SayAsync(string message) => SayAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text);

    public async Task SayAsync(byte[] message, WebSocketMessageType type) =>
        await _socket.SendAsync(message, type, endOfMessage: true, Ending).WaitAsync(Patience, Ending);

    /// <summary>The next message.</summary>
    public async Task<JsonObject> HearAsync()
    {
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer, Ending).WaitAsync(Patience, Ending);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new InvalidOperationException($"The server closed the connection: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            message.Write(_buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonNode.Parse(message.ToArray())!.AsObject();
        }
    }

    /// <summary>The first message of this type; an error on the way is none that was expected.</summary>
    public async Task<JsonObject> HearAsync(string type) => await HearAsync(message => (string?)message["type"] == type);

    /// <summary>The first message that is wanted, or an error.</summary>
    public async Task<JsonObject> HearAsync(Func<JsonObject, bool> wanted)
    {
        while (true)
        {
            var message = await HearAsync();
            if (wanted(message)) return message;
            if ((string?)message["type"] == "error") throw new InvalidOperationException(message.ToJsonString());
        }
    }

    /// <summary>What is heard up to the answer to a ping: the connection lives, and everything said before is answered.</summary>
    public async Task<IReadOnlyList<JsonObject>> HearTheRestAsync()
    {
        await SayAsync("""{"type":"ping","ts":4711}""");
        var heard = new List<JsonObject>();
        while (true)
        {
            var message = await HearAsync();
            if ((string?)message["type"] == "pong" && (long?)message["clientTs"] == 4711) return heard;
            heard.Add(message);
        }
    }

    /// <summary>Makes a session and returns its id.</summary>
    public async Task<string> CreateAsync()
    {
        await SayAsync("""{"type":"create_session","agentType":"worker","name":"A"}""");
        return (string)(await HearAsync("session_created"))["session"]!["id"]!;
    }

    /// <summary>Joins a session, starts a turn in it, and hears it up to the first message of this type.</summary>
    public async Task<JsonObject> RunAsync(string sessionId, string text, string until)
    {
        await SayAsync($$"""{"type":"join_session","sessionId":"{{sessionId}}"}""");
        await SayAsync($$"""{"type":"run_turn","sessionId":"{{sessionId}}","text":"{{text}}"}""");
        return await HearAsync(until);
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
