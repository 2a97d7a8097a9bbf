using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Carillon.Features.Agents.Rpc;

/// <summary>Writes messages, each one line: JSON has no line break outside of strings, and inside they are escaped.</summary>
internal static class RpcLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Request(long id, string method, RpcBody parameters) => Make(writer =>
    {
        writer.WriteNumber("id", id);
        WriteCall(writer, method, parameters);
    });

    public static ReadOnlyMemory<byte> Notification(string method, RpcBody parameters) =>
        Make(writer => WriteCall(writer, method, parameters));

    /// <param name="id">As it came: zero, a string, anything.</param>
    public static ReadOnlyMemory<byte> Result(JsonElement id, RpcBody result) => Make(writer =>
    {
        writer.WritePropertyName("id");
        id.WriteTo(writer);
        writer.WritePropertyName("result");
        result.WriteTo(writer);
    });

    public static ReadOnlyMemory<byte> Error(JsonElement id, int code, string message) => Make(writer =>
    {
        writer.WritePropertyName("id");
        id.WriteTo(writer);
        writer.WriteStartObject("error");
        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        writer.WriteEndObject();
    });

    private static void WriteCall(Utf8JsonWriter writer, string method, RpcBody parameters)
    {
        writer.WriteString("method", method);
        writer.WritePropertyName("params");
        parameters.WriteTo(writer);
    }

    private static ReadOnlyMemory<byte> Make(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            write(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }
}
