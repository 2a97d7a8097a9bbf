using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Carillon.Events;

/// <summary>One line of the catalogue.</summary>
/// <param name="Type">The topic, two segments, such as <c>turn.started</c>.</param>
/// <param name="ClrType">The record.</param>
/// <param name="Stream">The kind of stream it belongs to.</param>
/// <param name="Durability">Whether it is kept.</param>
/// <param name="Json">How its data is written: the record's own members, without the type.</param>
public sealed record EventType(string Type, Type ClrType, StreamKind Stream, Durability Durability, JsonTypeInfo Json);

/// <summary>Looks up the closed list of event types by topic and by record.</summary>
public static class Catalogue
{
    // Text is mostly prose, code and output: written as it is, it stays short and a person can read it in the log. It goes to
    // JSON parsers, never into HTML.
    private static readonly EventJson Json = new(new JsonSerializerOptions(EventJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static readonly FrozenDictionary<string, EventType> ByTopic = Read().ToFrozenDictionary(type => type.Type);
    private static readonly FrozenDictionary<Type, EventType> ByRecord = ByTopic.Values.ToFrozenDictionary(type => type.ClrType);

    /// <summary>Every type, in the order of its topic.</summary>
    public static IReadOnlyList<EventType> All { get; } = [.. ByTopic.Values.OrderBy(type => type.Type, StringComparer.Ordinal)];

    /// <summary>The catalogue's line for a record.</summary>
    public static EventType Of(Event value) => ByRecord[value.GetType()];

    /// <summary>The catalogue's line for a topic; false for a custom type.</summary>
    public static bool TryGet(string type, [NotNullWhen(true)] out EventType? found) => ByTopic.TryGetValue(type, out found);

    /// <summary>The event's data as UTF-8 JSON, without its type, which stands in the envelope.</summary>
    public static byte[] Encode(Event value) => JsonSerializer.SerializeToUtf8Bytes(value, Of(value).Json);

    /// <summary>Reads data back into its record; false when the type is not in the catalogue.</summary>
    /// <exception cref="JsonException">The data does not fit the record.</exception>
    public static bool TryDecode(string type, ReadOnlySpan<byte> data, [NotNullWhen(true)] out Event? value)
    {
        value = ByTopic.TryGetValue(type, out var line) ? (Event?)JsonSerializer.Deserialize(data, line.Json) : null;
        return value is not null;
    }

    private static IEnumerable<EventType> Read()
    {
        foreach (var derived in EventJson.Default.Event.PolymorphismOptions!.DerivedTypes)
        {
            var kind = derived.DerivedType.GetCustomAttribute<EventKindAttribute>()
                ?? throw new InvalidOperationException($"{derived.DerivedType.Name} has no [EventKind].");
            var json = Json.GetTypeInfo(derived.DerivedType)!;
            yield return new EventType((string)derived.TypeDiscriminator!, derived.DerivedType, kind.Stream, kind.Durability, json);
        }
    }
}
