using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Carillon.Features.Agents.Rpc;

/// <summary>Parameters or a result, written straight into the message when it is made.</summary>
internal readonly struct RpcBody(Action<Utf8JsonWriter> write)
{
    /// <summary>An empty object.</summary>
    public static RpcBody Empty { get; } = new(writer =>
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    });

    public static RpcBody Of<T>(T value, JsonTypeInfo<T> type) => new(writer => JsonSerializer.Serialize(writer, value, type));

    public void WriteTo(Utf8JsonWriter writer) => write(writer);
}
