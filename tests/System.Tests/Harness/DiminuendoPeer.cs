using System.Net.WebSockets;
using System.Text.Json;

namespace Carillon.System.Tests.Harness;

/// <summary>A client of the Diminuendo protocol that keeps everything it is told, in order.</summary>
public sealed class DiminuendoPeer : IAsyncDisposable
{
    private readonly JsonSocket _socket;

    private DiminuendoPeer(JsonSocket socket) => _socket = socket;

    /// <summary>Everything received so far.</summary>
    public IReadOnlyList<JsonElement> Received => _socket.Received;

    /// <summary>How the server closed, once it did.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Connects and waits until it is authenticated.</summary>
    public static async Task<DiminuendoPeer> ConnectAsync(CarillonProcess server, CancellationToken cancellationToken)
    {
        var peer = await OpenAsync(server, cancellationToken);
        await peer.WaitForAsync("authenticated", cancellationToken);
        return peer;
    }

    /// <summary>Connects and waits for the greeting.</summary>
    public static async Task<DiminuendoPeer> OpenAsync(CarillonProcess server, CancellationToken cancellationToken)
    {
        var peer = new DiminuendoPeer(await JsonSocket.ConnectAsync(server.WebSocket("/diminuendo/ws"), cancellationToken));
        await peer.WaitForAsync("connected", cancellationToken);
        return peer;
    }

    /// <summary>Sends one message.</summary>
    public Task SendAsync(object message, CancellationToken cancellationToken) => _socket.SendAsync(message, cancellationToken);

    /// <summary>Makes a session and returns its id.</summary>
    public async Task<string> CreateSessionAsync(string agentType, CancellationToken cancellationToken)
    {
        await SendAsync(new { type = "create_session", agentType, name = "test" }, cancellationToken);
        var created = await WaitForAsync("session_created", cancellationToken);
        return created.GetProperty("session").GetProperty("id").GetString()!;
    }

    /// <summary>Joins a session and waits for its snapshot.</summary>
    public async Task<JsonElement> JoinAsync(string sessionId, long? afterSeq, CancellationToken cancellationToken)
    {
        await SendAsync(
            afterSeq is null ? new { type = "join_session", sessionId } : new { type = "join_session", sessionId, afterSeq }, cancellationToken);
        return await WaitForAsync("state_snapshot", cancellationToken);
    }

    /// <summary>Waits for the first message of a type, received before or later.</summary>
    public Task<JsonElement> WaitForAsync(string type, CancellationToken cancellationToken) =>
        WaitForAsync(message => TypeOf(message) == type, cancellationToken);

    /// <summary>Waits for the first message that fits, received before or later.</summary>
    public Task<JsonElement> WaitForAsync(Func<JsonElement, bool> fits, CancellationToken cancellationToken) => _socket.WaitForAsync(fits, cancellationToken);

    /// <summary>The type of a message.</summary>
    public static string TypeOf(JsonElement message) => message.GetProperty("type").GetString()!;

    /// <summary>Goes away without a word.</summary>
    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}
