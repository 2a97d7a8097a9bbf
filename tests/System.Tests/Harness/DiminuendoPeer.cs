using System.Net.WebSockets;
using System.Text.Json;

namespace Carillon.System.Tests.Harness;

/// <summary>A client of the Diminuendo protocol that keeps everything it is told, in order.</summary>
public sealed class DiminuendoPeer : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<JsonElement> _received = [];
    private readonly Lock _gate = new();
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;

    /// <summary>Everything received so far.</summary>
    public IReadOnlyList<JsonElement> Received
    {
        get
        {
            lock (_gate) return [.. _received];
        }
    }

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
        var peer = new DiminuendoPeer();
        await peer._socket.ConnectAsync(server.WebSocket("/diminuendo/ws"), cancellationToken);
        peer._reading = peer.ReadAsync();
        await peer.WaitForAsync("connected", cancellationToken);
        return peer;
    }

    /// <summary>Sends one message.</summary>
    public async Task SendAsync(object message, CancellationToken cancellationToken) =>
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancellationToken);

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
    public async Task<JsonElement> WaitForAsync(Func<JsonElement, bool> fits, CancellationToken cancellationToken)
    {
        for (var next = 0; ;)
        {
            Task changed;
            lock (_gate)
            {
                for (; next < _received.Count; next++)
                {
                    if (fits(_received[next])) return _received[next];
                }

                if (_ended) throw new InvalidOperationException($"The connection ended ({CloseStatus}) after {_received.Count} messages; last: {Last()}");
                changed = _changed.Task;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }
    }

    /// <summary>The type of a message.</summary>
    public static string TypeOf(JsonElement message) => message.GetProperty("type").GetString()!;

    /// <summary>Goes away without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private string Last() => _received.Count == 0 ? "none" : _received[^1].GetRawText();

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, _stop.Token);
                if (part.MessageType == WebSocketMessageType.Close) break;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                Keep(JsonDocument.Parse(message.ToArray()).RootElement);
                message.SetLength(0);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The test, or the server, ended it; whoever waits for more is told below.
        }

        lock (_gate)
        {
            _ended = true;
            _changed.TrySetResult();
        }
    }

    private void Keep(JsonElement message)
    {
        lock (_gate)
        {
            _received.Add(message);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
