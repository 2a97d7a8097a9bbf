using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Writing;

/// <summary>Labels as they are stored (<see cref="Labels.Write"/>).</summary>
internal sealed class LabelsJson : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;

    // Only this program and people at a prompt read it, so nothing needs the escapes that a web page would.
    public LabelsJson() => _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The JSON; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(Labels labels)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        labels.Write(_writer);
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Reads what <see cref="Write"/> wrote. Errors: <see cref="JsonException"/>.</summary>
    public static Labels Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var element = JsonElement.ParseValue(ref reader);
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("scopes"u8, out var scopes)
            || !element.TryGetProperty("mentions"u8, out var mentions)
            || scopes.ValueKind != JsonValueKind.Array
            || mentions.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("Labels are an object with the arrays scopes and mentions.");
        }

        return new Labels(
            [.. scopes.EnumerateArray().Select(scope => new Scope(Member(scope, "type"), Member(scope, "value")))],
            [.. mentions.EnumerateArray().Select(Text)]);
    }

    private static string Member(JsonElement scope, string name) =>
        scope.ValueKind == JsonValueKind.Object && scope.TryGetProperty(name, out var value)
            ? Text(value)
            : throw new JsonException($"A scope has the member {name}.");

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new JsonException("Labels are made of strings.");
}
