using System.Text.Json;
using Carillon.Core.Connections;

namespace Carillon.Dialects.Aleph.Rpc;

/// <summary>Writes the value that a call resulted in.</summary>
internal delegate void Result(Utf8JsonWriter json);

/// <summary>What became of one request.</summary>
/// <param name="Id">Echoed; null for a notification, of which nothing is said.</param>
/// <param name="Result">Null when it failed.</param>
internal readonly record struct RpcReply(string? Id, Result? Result, RpcError? Error)
{
    /// <summary>One reply as an object, a batch's as an array; notifications leave nothing.</summary>
    public static Frame ToFrame(IReadOnlyList<RpcReply> replies, bool isBatch, Framing framing)
    {
        var said = replies.Where(reply => reply.Id is not null).ToList();
        if (said.Count == 0) return Frame.Empty;
        var writer = new MessageWriter(framing);
        var json = writer.BeginJson();
        if (isBatch) json.WriteStartArray();
        foreach (var reply in said) reply.Write(json);
        if (isBatch) json.WriteEndArray();
        writer.EndMessage();
        return writer.ToFrame();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WritePropertyName("id"u8);
        json.WriteRawValue(Id!, skipInputValidation: true);
        if (Error is not null)
        {
            Error.Write(json);
        }
        else
        {
            json.WritePropertyName("result"u8);
            Result!(json);
        }

        json.WriteEndObject();
    }
}
