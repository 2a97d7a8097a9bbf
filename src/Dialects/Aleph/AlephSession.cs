using System.Text.Json;
using System.Text.Unicode;
using Carillon.Core.Connections;
using Carillon.Core.Errors;
using Carillon.Dialects.Aleph.Calls;
using Carillon.Dialects.Aleph.Following;
using Carillon.Dialects.Aleph.Rpc;
using Carillon.Dialects.Aleph.Wire;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Aleph;

/// <summary>
/// One peer's JSON-RPC. Requests are answered as they are done, so that one that waits holds up neither the others nor any event.
/// </summary>
internal sealed partial class AlephSession : IDialectSession
{
    private const int MaxRunning = 64;
    private const int MaxRunningBytes = 8 * 1024 * 1024;
    private const int MaxBatch = 100;
    private const int MaxDepth = 64;

    // What the server gives its clients to go before it is gone (spec: Aleph, section 1.2).
    private const int GracePeriodMs = 5000;

    private readonly IConnection _connection;
    private readonly AlephServices _services;
    private readonly Methods _methods;
    private readonly ILogger _logger;
    private readonly Subscriptions _subscriptions;
    private readonly SignIn _signIn;
    private readonly RunningRequests _running = new(MaxRunning, MaxRunningBytes);

    public AlephSession(IConnection connection, AlephServices services, Methods methods, SessionTokens tokens, ILogger logger)
    {
        _connection = connection;
        _services = services;
        _methods = methods;
        _logger = logger;
        _subscriptions = new Subscriptions(connection, ConnectionOptions.Of(connection.Options));
        _signIn = new SignIn(services, tokens, connection, _subscriptions);
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _signIn.BeginAsync(cancellationToken);
        }
        catch (CarillonException refused)
        {
            // Known, but a member no more.
            _connection.Close(CloseReason.Policy(refused.Message));
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _running.MakeRoomAsync(message.Length, cancellationToken);
        _running.Add(ServeAsync(message.ToArray(), _running.Ending), message.Length);
    }

    /// <inheritdoc/>
    public ValueTask RefuseAsync(RefusedMessage refused, CancellationToken cancellationToken)
    {
        Refuse(RpcError.InvalidRequest(refused == RefusedMessage.TooLarge
            ? $"a message has at most {AlephDialect.MaxBytes} bytes"
            : "messages are text, not binary"));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ShutdownAsync(string reason, CancellationToken cancellationToken)
    {
        const string Topic = "system.shutdown";
        if (!_subscriptions.Wants(Topic)) return ValueTask.CompletedTask;
        var writer = new MessageWriter(_connection.Framing);
        var json = AlephFormat.Begin(writer, Topic);
        json.WriteStartObject();
        json.WriteString("reason"u8, reason);
        json.WriteNumber("grace_period_ms"u8, GracePeriodMs);
        json.WriteEndObject();
        json.WriteNumber("timestamp"u8, _services.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteEndObject();
        json.WriteEndObject();
        writer.EndMessage();
        _connection.Send(writer.ToFrame());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscriptions.Dispose();
        await _running.DisposeAsync();
        await _signIn.DisposeAsync();
    }

    private void Refuse(RpcError error) =>
        _connection.Send(RpcReply.ToFrame([new RpcReply(RpcRequest.NullId, null, error)], isBatch: false, _connection.Framing));

    private async Task ServeAsync(byte[] message, CancellationToken cancellationToken)
    {
        if (!Utf8.IsValid(message))
        {
            Refuse(RpcError.ParseError("not valid UTF-8"));
            return;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException exception)
        {
            Refuse(RpcError.ParseError($"not JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}, or nested too deep"));
            return;
        }

        using (document) await ServeAsync(document.RootElement, cancellationToken);
    }

    private async Task ServeAsync(JsonElement message, CancellationToken cancellationToken)
    {
        var isBatch = message.ValueKind == JsonValueKind.Array;
        if (isBatch && message.GetArrayLength() is 0 or > MaxBatch)
        {
            Refuse(RpcError.InvalidRequest($"a batch holds 1 to {MaxBatch} requests"));
            return;
        }

        var requests = isBatch ? message.EnumerateArray().Select(RpcRequest.Read).ToList() : [RpcRequest.Read(message)];
        var replies = await Task.WhenAll(requests.Select(request => AnswerAsync(request, cancellationToken)));
        if (!cancellationToken.IsCancellationRequested) _connection.Send(RpcReply.ToFrame(replies, isBatch, _connection.Framing));
    }

    private async Task<RpcReply> AnswerAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (request.Fault is { } fault) return new RpcReply(request.Id, null, fault);
            return new RpcReply(request.Id, await RunAsync(request, cancellationToken), null);
        }
        catch (RpcException refused)
        {
            return new RpcReply(request.Id, null, refused.Error);
        }
        catch (CarillonException failure)
        {
            return new RpcReply(request.Id, null, RpcError.Of(failure));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The connection is over: whatever is returned is not sent.
            return default;
        }
        catch (Exception exception)
        {
            LogFailed(request.Method, exception);
            return new RpcReply(request.Id, null, RpcError.Internal);
        }
    }

    private async ValueTask<Result> RunAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Params(request.Params);
        if (request.Method == "connect") return await _signIn.ConnectAsync(parameters, cancellationToken);

        // Asked for each call: a role that was changed counts from the next one on.
        var identified = _signIn.Caller ?? throw new RpcException(RpcError.AuthRequired);
        var method = _methods.Find(request.Method) ?? throw new RpcException(RpcError.MethodNotFound(request.Method));
        var caller = await _services.Members.AdmitAsync(identified, cancellationToken);
        return await method(new Call(caller, parameters, _subscriptions, new Parking(_running), _connection), cancellationToken);
    }

    [LoggerMessage(5200, LogLevel.Error, "{Method} failed")]
    private partial void LogFailed(string method, Exception exception);
}
