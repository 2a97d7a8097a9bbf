using System.Text.Json;
using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Rpc;

/// <summary>
/// Entries as JSON-RPC notifications. They do not say which subscription they are for: the same bytes go to everyone who
/// follows, whatever each asked for.
/// </summary>
internal sealed class RpcFormat : IEntryFormat
{
    private RpcFormat()
    {
    }

    public static RpcFormat Shared { get; } = new();

    public void Write(Entry entry, MessageWriter writer)
    {
        var json = Begin(writer, "event"u8);
        EntryJson.Write(json, entry);
        End(writer, json);
    }

    public void WriteGap(Gap gap, MessageWriter writer)
    {
        var json = Begin(writer, "gap"u8);
        EntryJson.Write(json, gap);
        End(writer, json);
    }

    private static Utf8JsonWriter Begin(MessageWriter writer, ReadOnlySpan<byte> method)
    {
        var json = writer.BeginJson();
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteString("method"u8, method);
        json.WritePropertyName("params"u8);
        return json;
    }

    private static void End(MessageWriter writer, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        writer.EndMessage();
    }
}
