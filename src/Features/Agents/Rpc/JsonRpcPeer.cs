using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Agents.Rpc;

/// <summary>
/// One side of a JSON-RPC 2.0 conversation over lines, the same for host and agent. Ids of the two directions have nothing to do
/// with each other. What is no message is passed over and counted.
/// </summary>
internal sealed partial class JsonRpcPeer(RpcStreams streams, IRpcHandler handler, RpcLimits limits, TimeProvider clock, ILogger logger)
    : IDisposable
{
    private static readonly JsonElement Null = JsonElement.Parse("null");
    private readonly ILogger _logger = logger;
    private readonly LineReader _lines = new(streams.Input, limits.MaxLineBytes, keepsBeginning: false);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly InboundRequests _inbound = new(limits.MaxRequests);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closed = new();
    private long _lastId;
    private long _lastHeard = clock.GetTimestamp();
    private volatile bool _notifying;

    /// <summary>Lines that were no message.</summary>
    public long Rubbish { get; private set; }

    /// <summary>When the other side was last heard, or last got what it had waited for; a timestamp of the clock.</summary>
    public long LastHeard => Interlocked.Read(ref _lastHeard);

    /// <summary>Whether the other side waits for nothing from us.</summary>
    public bool IsIdle => !_notifying && _inbound.Count == 0;

    /// <summary>Reads until the other side closes; then fails what waits for an answer and ends what is being served.</summary>
    /// <exception cref="InvalidDataException">A line is over the bound.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (await _lines.ReadAsync(cancellationToken) is { } line) await ReceiveAsync(line, serving.Token);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            await _closed.CancelAsync();
            await serving.CancelAsync();
            FailWaiting(failure);
            await _inbound.EndAsync();
        }
    }

    /// <summary>Asks the other side and waits for its answer.</summary>
    /// <exception cref="RpcException">It answered with an error.</exception>
    /// <exception cref="RpcClosedException">It went away first.</exception>
    public async Task<JsonElement> RequestAsync(string method, RpcBody parameters, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        try
        {
            await WriteAsync(RpcLine.Request(id, method, parameters), cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Tells the other side.</summary>
    /// <exception cref="RpcClosedException">It is gone.</exception>
    public Task NotifyAsync(string method, RpcBody parameters, CancellationToken cancellationToken) =>
        WriteAsync(RpcLine.Notification(method, parameters), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _writing.Dispose();
        _closed.Dispose();
    }

    private async Task ReceiveAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        Touch();
        if (Parse(line) is not { } message)
        {
            if (line.Span.Trim(" \r\t"u8).IsEmpty) return;
            Rubbish++;
            LogRubbish(line.Length);
            return;
        }

        switch (message)
        {
            case { Method: { } method, Id: { } id }:
                await BeginServingAsync(method, id, message.Params ?? Null, cancellationToken);
                break;
            case { Method: "$/cancel_request" }:
                if (message.Params?.GetMember("requestId") is { } which) _inbound.Cancel(which);
                break;
            case { Method: { } method }:
                await NotifyHandlerAsync(method, message.Params ?? Null, cancellationToken);
                break;
            default:
                Answer(message);
                break;
        }
    }

    private static RpcMessage? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            // Cut characters would make reading the texts fail later on, far from here.
            var valid = Utf8.IsValid(line.Span) ? line.Span : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line.Span));
            var message = JsonSerializer.Deserialize(valid, RpcJson.Default.RpcMessage);
            return message is { Method: null, Id: null } ? null : message;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task NotifyHandlerAsync(string method, JsonElement parameters, CancellationToken cancellationToken)
    {
        _notifying = true;
        try
        {
            await handler.NotifiedAsync(method, parameters, cancellationToken);
        }
        finally
        {
            Touch();
            _notifying = false;
        }
    }

    private void Answer(RpcMessage message)
    {
        if (message.Id is not { ValueKind: JsonValueKind.Number } id || !id.TryGetInt64(out var number)
            || !_waiting.TryRemove(number, out var waiting))
        {
            LogUnexpectedAnswer();
            return;
        }

        if (message.Error?.Sound() is { } error) waiting.TrySetException(ErrorOf(error));
        else waiting.TrySetResult(message.Result ?? Null);
    }

    /// <summary>JSON-RPC 2.0, section 5.1.</summary>
    private static RpcException ErrorOf(JsonElement error) =>
        new((int)(error.GetInteger("code") ?? RpcCode.InternalError), error.GetText("message") ?? "", error.GetMember("data"));

    /// <summary>
    /// Begins a request; <see cref="InboundRequests"/> holds it until it is answered, and waits for it at the end. One too many is
    /// refused before anything more is read, so that refusals cannot pile up.
    /// </summary>
    private async Task BeginServingAsync(string method, JsonElement id, JsonElement parameters, CancellationToken cancellationToken)
    {
        if (_inbound.TryOpen(id, cancellationToken) is { } request) _ = ServeAsync(request, method, id, parameters);
        else await ReplyAsync(RpcLine.Error(id, RpcCode.Overloaded, "the id is in use, or too many requests are open"));
    }

    private async Task ServeAsync(InboundRequest request, string method, JsonElement id, JsonElement parameters)
    {
        ReadOnlyMemory<byte> reply;
        try
        {
            reply = RpcLine.Result(id, await handler.RequestedAsync(method, parameters, request.Cancelled.Token));
        }
        catch (RpcException error)
        {
            reply = RpcLine.Error(id, error.Code, error.Message);
        }
        catch (OperationCanceledException)
        {
            reply = RpcLine.Error(id, RpcCode.Cancelled, "cancelled");
        }
        catch (Exception error)
        {
            LogRequestFailed(error, method);
            reply = RpcLine.Error(id, RpcCode.InternalError, "internal error");
        }

        await ReplyAsync(reply);
        Touch();
        _inbound.Close(request);
    }

    private async Task ReplyAsync(ReadOnlyMemory<byte> line)
    {
        try
        {
            await WriteAsync(line, CancellationToken.None);
        }
        catch (RpcClosedException error)
        {
            LogNotAnswered(error.Message);
        }
    }

    /// <summary>Once begun, a line is written to its end whatever its sender's token says: half a line would spoil the rest.</summary>
    private async Task WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
            await _writing.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcClosedException("the other side is gone");
        }

        try
        {
            await streams.Output.WriteAsync(line, _closed.Token);
            await streams.Output.FlushAsync(_closed.Token);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            throw new RpcClosedException("the other side is gone", error);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void FailWaiting(Exception? failure)
    {
        foreach (var waiting in _waiting.Values) waiting.TrySetException(new RpcClosedException("the other side is gone", failure));
    }

    private void Touch() => Interlocked.Exchange(ref _lastHeard, clock.GetTimestamp());

    [LoggerMessage(4000, LogLevel.Debug, "A line of {Bytes} bytes that is no message was passed over")]
    private partial void LogRubbish(int bytes);

    [LoggerMessage(4001, LogLevel.Debug, "An answer that nobody waits for was passed over")]
    private partial void LogUnexpectedAnswer();

    [LoggerMessage(4002, LogLevel.Error, "Serving {Method} failed")]
    private partial void LogRequestFailed(Exception error, string method);

    [LoggerMessage(4003, LogLevel.Debug, "A request was not answered: {Reason}")]
    private partial void LogNotAnswered(string reason);
}
