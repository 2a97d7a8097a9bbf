using System.Text.Json;
using Carillon.Core.Connections;
using Carillon.Dialects.Native.Calls;

namespace Carillon.Dialects.Native.Rpc;

/// <summary>What became of one request.</summary>
/// <param name="Id">Echoed; null for a notification, of which nothing is said.</param>
/// <param name="Error">Null when it went well.</param>
/// <param name="Then">Done once the reply is queued: what it sends comes after.</param>
internal readonly record struct RpcReply(byte[]? Id, Answer Answer, RpcError? Error, Action? Then)
{
    public static RpcReply Failed(byte[]? id, RpcError error) => new(id, default, error, null);

    /// <summary>One reply as an object, several as an array; notifications leave nothing.</summary>
    public static Frame ToFrame(IReadOnlyList<RpcReply> replies, bool isBatch, Framing framing)
    {
        var writer = new MessageWriter(framing);
        var said = replies.Where(reply => reply.Id is not null).ToList();
        if (said.Count == 0) return Frame.Empty;

        var json = writer.BeginJson();
        if (isBatch) json.WriteStartArray();
        foreach (var reply in said) reply.Write(json);
        if (isBatch) json.WriteEndArray();
        writer.EndMessage();
        return writer.ToFrame();
    }

    /// <summary>Something the server says of itself.</summary>
    public static Frame Notification(string method, Framing framing, Action<Utf8JsonWriter> writeParams)
    {
        var writer = new MessageWriter(framing);
        var json = writer.BeginJson();
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteString("method"u8, method);
        json.WriteStartObject("params"u8);
        writeParams(json);
        json.WriteEndObject();
        json.WriteEndObject();
        writer.EndMessage();
        return writer.ToFrame();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        if (Error is not null)
        {
            Error.Write(json);
        }
        else
        {
            json.WritePropertyName("result"u8);
            if (Answer.Write is { } write) write(json);
            else json.WriteNullValue();
        }

        json.WritePropertyName("id"u8);
        json.WriteRawValue(Id, skipInputValidation: true);
        json.WriteEndObject();
    }
}
