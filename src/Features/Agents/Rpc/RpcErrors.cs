using System.Text.Json;

namespace Carillon.Features.Agents.Rpc;

/// <summary>A request was answered with an error, or is to be.</summary>
internal sealed class RpcException(int code, string message, JsonElement? data = null, Exception? inner = null) : Exception(message, inner)
{
    public int Code { get; } = code;

    public JsonElement? ErrorData { get; } = data;
}

/// <summary>The other side is gone, or cannot be understood any more; nothing will be answered.</summary>
internal sealed class RpcClosedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The codes of JSON-RPC 2.0, section 5.1, and those the Agent Client Protocol adds.</summary>
internal static class RpcCode
{
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;
    public const int AuthenticationRequired = -32000;
    public const int ResourceNotFound = -32002;
    public const int Overloaded = -32005;
    public const int Cancelled = -32800;
}
