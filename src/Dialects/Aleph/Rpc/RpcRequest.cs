using System.Text.Json;

namespace Carillon.Dialects.Aleph.Rpc;

/// <summary>One JSON-RPC 2.0 request, or what is wrong with it.</summary>
/// <param name="Id">As it was written, to be echoed; null for a notification, which is never answered.</param>
/// <param name="Params">An object, or undefined.</param>
/// <param name="Fault">Why it is no request.</param>
internal sealed record RpcRequest(string? Id, string Method, JsonElement Params, RpcError? Fault = null)
{
    public const string NullId = "null";

    /// <summary>Something that came as a request and is none.</summary>
    public static RpcRequest Faulty(RpcError fault, string? id = null) => new(id ?? NullId, "", default, fault);

    public static RpcRequest Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object) return Faulty(RpcError.InvalidRequest("a request is an object"));
        string? id = null;
        if (message.TryGetProperty("id", out var given))
        {
            if (given.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null))
            {
                return Faulty(RpcError.InvalidRequest("id is to be a string, a number or null"));
            }

            id = given.GetRawText();
        }

        if (!message.TryGetProperty("method", out var name) || name.ValueKind != JsonValueKind.String || !TryGetText(name, out var method) || method.Length == 0)
        {
            return Faulty(RpcError.InvalidRequest("method is to be a string"), id);
        }

        if (!IsVersion2(message, method)) return Faulty(RpcError.InvalidRequest("jsonrpc is to be \"2.0\""), id);
        if (!message.TryGetProperty("params", out var parameters)) return new RpcRequest(id, method, default);
        return parameters.ValueKind switch
        {
            JsonValueKind.Object => new RpcRequest(id, method, parameters),
            JsonValueKind.Null => new RpcRequest(id, method, default),
            JsonValueKind.Array when parameters.GetArrayLength() == 0 => new RpcRequest(id, method, default),
            _ => new RpcRequest(id, method, default, RpcError.InvalidParams("they are given by name, in an object")),
        };
    }

    /// <summary>The documentation's own short examples of <c>events.*</c> leave the version out, so it may be left out there.</summary>
    private static bool IsVersion2(JsonElement message, string method) =>
        message.TryGetProperty("jsonrpc", out var version)
            ? version.ValueKind == JsonValueKind.String && version.ValueEquals("2.0")
            : method.StartsWith("events.", StringComparison.Ordinal);

    private static bool TryGetText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is well-formed JSON, but no text.
            text = "";
            return false;
        }
    }
}
