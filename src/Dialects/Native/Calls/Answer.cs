using System.Text.Json;

namespace Carillon.Dialects.Native.Calls;

/// <summary>What a call gives back: an HTTP answer, or the result of a JSON-RPC one.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Write">Writes one JSON value; null where there is nothing to say.</param>
internal readonly record struct Answer(int Status, Action<Utf8JsonWriter>? Write)
{
    public static Answer Nothing { get; } = new(204, null);

    public static Answer Ok(Action<Utf8JsonWriter> write) => new(200, write);
}
