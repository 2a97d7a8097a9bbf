using System.Text.Json;
using Carillon.Core.Errors;

namespace Carillon.Dialects.Aleph.Rpc;

/// <summary>An error as Aleph tells it (spec: Aleph, section 1.1): a number, a text, and for programs a word in its data.</summary>
internal sealed record RpcError(int Number, string Message, string Code, TimeSpan? RetryAfter = null)
{
    public static RpcError AuthRequired { get; } = new(-32000, "Authentication required: call connect with your token first", "unauthenticated");

    public static RpcError Internal { get; } = new(-32603, "Internal error; the server's log says more", "internal");

    public static RpcError ParseError(string detail) => new(-32700, $"Parse error: {detail}", "parse_error");

    public static RpcError InvalidRequest(string detail) => new(-32600, $"Invalid request: {detail}", "invalid_request");

    public static RpcError MethodNotFound(string method) => new(-32601, $"Method not found: {(method.Length <= 100 ? method : method[..100])}", "method_not_found");

    public static RpcError InvalidParams(string detail) => new(-32602, $"Invalid params: {detail}", "invalid");

    public static RpcError AuthFailed(string detail) => new(-32001, $"Authentication failed: {detail}", "unauthenticated");

    public static RpcError Timeout(string detail) => new(-32005, detail, "timeout");

    /// <summary>What a call of a feature failed with.</summary>
    public static RpcError Of(CarillonException exception) => exception.Code switch
    {
        ErrorCode.Invalid => InvalidParams(exception.Message),
        ErrorCode.Unauthenticated => AuthRequired,
        ErrorCode.PermissionDenied => new(-32002, exception.Message, "permission_denied"),
        ErrorCode.RateLimited => new(-32003, exception.Message, "rate_limited", exception.RetryAfter),
        ErrorCode.SessionNotFound or ErrorCode.NotFound or ErrorCode.UnknownAgent => new(-32004, exception.Message, "not_found"),
        ErrorCode.AgentFailed => new(-32006, exception.Message, "agent_failed"),
        ErrorCode.StorageUnavailable => new(-32603, exception.Message, "storage_unavailable"),
        ErrorCode.ShuttingDown => new(-32603, exception.Message, "shutting_down"),
        ErrorCode.Internal => Internal,

        // It fits, but not now: what is asked for is in conflict with how things stand.
        ErrorCode.TurnInProgress => new(-32602, exception.Message, "turn_in_progress"),
        ErrorCode.NoTurnInProgress => new(-32602, exception.Message, "no_turn_in_progress"),
        ErrorCode.SessionArchived => new(-32602, exception.Message, "session_archived"),
        ErrorCode.AlreadyResolved => new(-32602, exception.Message, "already_resolved"),
        ErrorCode.TooLarge => new(-32602, exception.Message, "too_large"),
        ErrorCode.PathOutsideWorkspace => new(-32602, exception.Message, "path_outside_workspace"),
        _ => new(-32602, exception.Message, "conflict"),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, Number);
        json.WriteString("message"u8, Message);
        json.WriteStartObject("data"u8);
        json.WriteString("code"u8, Code);
        if (RetryAfter is { } wait) json.WriteNumber("retry_after_ms"u8, (long)Math.Ceiling(wait.TotalMilliseconds));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>A call is refused with an error of the dialect's own.</summary>
internal sealed class RpcException(RpcError error) : Exception(error.Message)
{
    public RpcError Error { get; } = error;
}
