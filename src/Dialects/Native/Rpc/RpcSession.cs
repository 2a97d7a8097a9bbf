using System.Text.Json;
using Carillon.Core.Connections;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Json;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Native.Rpc;

/// <summary>
/// One peer's JSON-RPC. Requests are answered as they are done, so that one that waits for an agent holds up nobody, and
/// publishes share commits.
/// </summary>
internal sealed partial class RpcSession(IConnection connection, ILog log, RpcMethods methods, ILogger<RpcSession> logger) : IDialectSession
{
    private const int MaxRunning = 64;
    private const int MaxRunningBytes = 16 * 1024 * 1024;
    private const int MaxBatch = 100;

    private readonly RpcFollows _follows = new(connection, log);
    private readonly RunningRequests _running = new(MaxRunning, MaxRunningBytes);

    // Made when something large is first asked for: most connections only follow.
    private SemaphoreSlim? _large;

    public ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _running.MakeRoomAsync(message.Length, cancellationToken);
        _running.Add(ServeAsync(message.ToArray(), _running.Ending), message.Length);
    }

    public ValueTask RefuseAsync(RefusedMessage refused, CancellationToken cancellationToken)
    {
        Refuse(refused == RefusedMessage.TooLarge
            ? RpcError.TooLarge($"A message has at most {NativeDialect.MaxBytes} bytes.")
            : RpcError.InvalidRequest("Messages are text, not binary."));
        return ValueTask.CompletedTask;
    }

    public ValueTask ShutdownAsync(string reason, CancellationToken cancellationToken)
    {
        connection.Send(RpcReply.Notification("shutdown", connection.Framing, json => json.WriteString("reason"u8, reason)));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        _large?.Dispose();
    }

    private void Refuse(RpcError error)
    {
        RpcReply[] reply = [RpcReply.Failed(RpcRequest.Faulty(error).Id, error)];
        connection.Send(RpcReply.ToFrame(reply, isBatch: false, connection.Framing));
    }

    private async Task ServeAsync(byte[] message, CancellationToken cancellationToken)
    {
        List<RpcRequest> requests;
        bool isBatch;
        try
        {
            JsonText.Check(message);
            requests = Read(message, out isBatch);
        }
        catch (CarillonException exception)
        {
            Refuse(RpcError.ParseError(exception.Message));
            return;
        }

        if (requests.Count is 0 or > MaxBatch)
        {
            Refuse(RpcError.InvalidRequest($"A batch holds 1 to {MaxBatch} requests."));
            return;
        }

        var replies = await Task.WhenAll(requests.Select(request => AnswerAsync(request, cancellationToken)));
        if (cancellationToken.IsCancellationRequested) return;
        connection.Send(RpcReply.ToFrame(replies, isBatch, connection.Framing));
        foreach (var reply in replies) reply.Then?.Invoke();
    }

    private static List<RpcRequest> Read(byte[] message, out bool isBatch)
    {
        var reader = JsonText.Reader(message);
        isBatch = reader.TokenType == JsonTokenType.StartArray;
        if (!isBatch) return [RpcRequest.Read(ref reader, message)];

        var requests = new List<RpcRequest>();
        while (requests.Count <= MaxBatch && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            requests.Add(RpcRequest.Read(ref reader, message));
        }

        return requests;
    }

    private async Task<RpcReply> AnswerAsync(RpcRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (request.Fault is { } fault) return RpcReply.Failed(request.Id, fault);
            var caller = connection.Caller ?? throw new CarillonException(ErrorCode.Unauthenticated, "Credentials are needed.");
            return await RunAsync(request, caller, cancellationToken);
        }
        catch (CarillonException exception)
        {
            return RpcReply.Failed(request.Id, RpcError.Of(exception));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The connection is over: whatever is returned is not sent.
            return default;
        }
        catch (Exception exception)
        {
            LogFailed(request.Method, exception);
            return RpcReply.Failed(request.Id, RpcError.Internal());
        }
    }

    private async ValueTask<RpcReply> RunAsync(RpcRequest request, Caller caller, CancellationToken cancellationToken)
    {
        switch (request.Method)
        {
            case "events.follow":
                var wanted = JsonText.Read(request.Params.Span, ParamsJson.Default.FollowParams);
                var (answer, begin) = await _follows.FollowAsync(caller, wanted, cancellationToken);
                return new RpcReply(request.Id, answer, Error: null, begin);
            case "events.unfollow":
                return Replied(_follows.Unfollow(JsonText.Read(request.Params.Span, ParamsJson.Default.UnfollowParams)));
            case "events.page" or "files.list" or "files.read":
                return Replied(await RunLargeAsync(request, caller, cancellationToken));
            default:
                if (methods.Find(request.Method) is not { } method) return RpcReply.Failed(request.Id, RpcError.MethodNotFound(request.Method));
                return Replied(await method(caller, request.Params, cancellationToken));
        }

        RpcReply Replied(Answer answer) => new(request.Id, answer, Error: null, Then: null);
    }

    /// <summary>What may be large is made one at a time, and no faster than the peer takes it.</summary>
    private async ValueTask<Answer> RunLargeAsync(RpcRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var large = LazyInitializer.EnsureInitialized(ref _large, () => new SemaphoreSlim(1));
        await large.WaitAsync(cancellationToken);
        try
        {
            await connection.DrainAsync(cancellationToken);
            return await methods.Find(request.Method)!(caller, request.Params, cancellationToken);
        }
        finally
        {
            large.Release();
        }
    }

    [LoggerMessage(5010, LogLevel.Error, "{Method} failed")]
    private partial void LogFailed(string method, Exception exception);
}
