using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

namespace Carillon.System.Tests.Harness;

/// <summary>A WebSocket of JSON messages that keeps everything it is told, in order.</summary>
public sealed class JsonSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

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

    /// <summary>Connects.</summary>
    public static async Task<JsonSocket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new JsonSocket();
        await socket._socket.ConnectAsync(address, cancellationToken);
        socket._reading = socket.ReadAsync();
        return socket;
    }

    /// <summary>Sends one message.</summary>
    public async Task SendAsync(object message, CancellationToken cancellationToken) =>
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancellationToken);

    /// <summary>Waits for the first message that fits, received before or later.</summary>
    public async Task<JsonElement> WaitForAsync(Func<JsonElement, bool> fits, CancellationToken cancellationToken)
    {
        // For the whole wait: heartbeats come for ever.
        var started = Stopwatch.GetTimestamp();
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

            await WaitAsync(changed, Patience - Stopwatch.GetElapsedTime(started), cancellationToken);
        }
    }

    /// <summary>Goes away without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task WaitAsync(Task changed, TimeSpan left, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            lock (_gate)
                throw new TimeoutException($"It did not come. The last of {_received.Count} messages:\n{string.Join('\n', _received.TakeLast(20))}", exception);
        }
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
