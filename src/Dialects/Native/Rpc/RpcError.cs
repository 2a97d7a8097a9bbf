using System.Text.Json;
using Carillon.Core.Errors;
using Carillon.Dialects.Native.Errors;

namespace Carillon.Dialects.Native.Rpc;

/// <summary>An error as JSON-RPC 2.0 tells it (section 5.1); the code of our own list is in its data.</summary>
internal sealed record RpcError(int Number, string Message, string Code)
{
    private const int DomainError = -32000;

    public static RpcError ParseError(string message) => new(-32700, message, "invalid");

    public static RpcError InvalidRequest(string message) => new(-32600, message, "invalid");

    public static RpcError TooLarge(string message) => new(-32600, message, "too_large");

    public static RpcError MethodNotFound(string method) => new(-32601, $"There is no method '{(method.Length <= 100 ? method : method[..100])}'.", "method_not_found");

    public static RpcError InvalidParams(string message) => new(-32602, message, "invalid");

    public static RpcError Internal() => new(-32603, "Something went wrong; the server's log says more.", "internal");

    public static RpcError Of(CarillonException exception) => exception.Code switch
    {
        ErrorCode.Invalid => InvalidParams(exception.Message),
        ErrorCode.Internal => Internal(),
        var code => new RpcError(DomainError, exception.Message, NativeErrors.Of(code).Code),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, Number);
        json.WriteString("message"u8, Message);
        json.WriteStartObject("data"u8);
        json.WriteString("code"u8, Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
