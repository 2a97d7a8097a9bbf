using System.Text.Json;
using Carillon.Core.Errors;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Rpc;

/// <summary>One JSON-RPC 2.0 request, or what is wrong with it.</summary>
/// <param name="Id">As it was written, to be echoed; null for a notification, which is never answered.</param>
/// <param name="Params">An object.</param>
/// <param name="Fault">Why it is no request.</param>
internal readonly record struct RpcRequest(byte[]? Id, string Method, ReadOnlyMemory<byte> Params, RpcError? Fault)
{
    private static readonly byte[] NullId = "null"u8.ToArray();
    private static readonly byte[] NoParams = "{}"u8.ToArray();

    /// <summary>Something that came as a request and is none.</summary>
    public static RpcRequest Faulty(RpcError fault) => new(NullId, "", default, fault);

    /// <summary>Reads the request that the reader stands at the beginning of, to its end.</summary>
    /// <param name="message">What the reader reads; checked before, and kept.</param>
    public static RpcRequest Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return Faulty(RpcError.InvalidRequest("A request is an object."));
        }

        var draft = new Draft { Params = NoParams };
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadMember(ref reader, message, ref draft);
        }
        catch (CarillonException exception)
        {
            return Faulty(RpcError.InvalidRequest(exception.Message));
        }

        return draft.ToRequest();
    }

    private static void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message, ref Draft draft)
    {
        var name = JsonText.ReadName(ref reader);
        switch (name)
        {
            case "jsonrpc":
                draft.IsVersion2 = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                reader.Skip();
                break;
            case "id":
                draft.IsIdBad = reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null);
                draft.Id = JsonText.ReadValue(ref reader, message.Span).ToArray();
                break;
            case "method":
                if (reader.TokenType == JsonTokenType.String) draft.Method = JsonText.ReadString(ref reader, name);
                else reader.Skip();
                break;
            case "params":
                draft.AreParamsBad = reader.TokenType != JsonTokenType.StartObject;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                draft.Params = message[start..(int)reader.BytesConsumed];
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private struct Draft
    {
        public bool IsVersion2;
        public bool IsIdBad;
        public bool AreParamsBad;
        public byte[]? Id;
        public string? Method;
        public ReadOnlyMemory<byte> Params;

        public readonly RpcRequest ToRequest()
        {
            if (IsIdBad) return Faulty(RpcError.InvalidRequest("'id' must be a string, a number or null."));
            if (!IsVersion2) return Faulty(RpcError.InvalidRequest("'jsonrpc' must be \"2.0\".")) with { Id = Id ?? NullId };
            if (Method is null) return Faulty(RpcError.InvalidRequest("'method' must be a string.")) with { Id = Id ?? NullId };
            return new RpcRequest(Id, Method, Params, AreParamsBad ? RpcError.InvalidParams("'params' must be an object: they are given by name.") : null);
        }
    }
}
