using System.Text.Json;

namespace Carillon.System.Tests.Harness;

/// <summary>A client of Aleph's protocol that keeps everything it is told, in order.</summary>
public sealed class AlephPeer : IAsyncDisposable
{
    private readonly JsonSocket _socket;
    private int _lastId;

    private AlephPeer(JsonSocket socket) => _socket = socket;

    /// <summary>The params of every event so far.</summary>
    public IReadOnlyList<JsonElement> Events =>
        [.. _socket.Received.Where(message => message.TryGetProperty("method", out _)).Select(message => message.GetProperty("params"))];

    /// <summary>Connects.</summary>
    public static async Task<AlephPeer> ConnectAsync(CarillonProcess server, CancellationToken cancellationToken) =>
        new(await JsonSocket.ConnectAsync(server.WebSocket("/aleph"), cancellationToken));

    /// <summary>Calls a method and returns its result.</summary>
    public async Task<JsonElement> CallAsync(string method, object parameters, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(method, parameters, cancellationToken);
        return reply.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {reply.GetRawText()}");
    }

    /// <summary>Calls a method that is refused and returns the error.</summary>
    public async Task<JsonElement> FailAsync(string method, object parameters, CancellationToken cancellationToken) =>
        (await AskAsync(method, parameters, cancellationToken)).GetProperty("error");

    /// <summary>Waits for the first event of a topic whose data fits, received before or later, and returns its params.</summary>
    public async Task<JsonElement> WaitForAsync(string topic, Func<JsonElement, bool>? fits, CancellationToken cancellationToken)
    {
        var message = await _socket.WaitForAsync(
            message => message.TryGetProperty("params", out var told) && told.GetProperty("topic").GetString() == topic
                && fits?.Invoke(told.GetProperty("data")) != false,
            cancellationToken);
        return message.GetProperty("params");
    }

    /// <summary>Goes away without a word.</summary>
    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private async Task<JsonElement> AskAsync(string method, object parameters, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        await _socket.SendAsync(new { jsonrpc = "2.0", id, method, @params = parameters }, cancellationToken);
        return await _socket.WaitForAsync(message => message.TryGetProperty("id", out var echoed) && echoed.GetInt32() == id, cancellationToken);
    }
}
