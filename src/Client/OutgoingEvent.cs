using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carillon.Events;

namespace Carillon.Client;

/// <summary>An event to publish.</summary>
/// <param name="Type">Its topic: 2 to 16 segments of <c>a-z 0-9 _ -</c>, joined by dots; or another name of a catalogue type (<see cref="EventNames"/>).</param>
/// <param name="Data">UTF-8 JSON.</param>
public sealed record OutgoingEvent(string Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>Publishing again under the same id gives back the first event instead of a second one.</summary>
    public string? Id { get; init; }

    /// <summary>Whether it is kept; null for the type's own way, which is to be kept unless the catalogue says otherwise.</summary>
    public bool? Durable { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyList<EventScope> Scopes { get; init; } = [];

    /// <summary>Names or roles it mentions.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>A catalogue event.</summary>
    public static OutgoingEvent Of(Event value) => new(Catalogue.Of(value).Type, Catalogue.Encode(value));

    /// <summary>A custom event whose data is JSON text already.</summary>
    public static OutgoingEvent OfJson(string type, string json) => new(type, Encoding.UTF8.GetBytes(json));

    /// <summary>A custom event whose data is a value of the caller's own.</summary>
    public static OutgoingEvent Of<T>(string type, T data, JsonTypeInfo<T> json) => new(type, JsonSerializer.SerializeToUtf8Bytes(data, json));
}
