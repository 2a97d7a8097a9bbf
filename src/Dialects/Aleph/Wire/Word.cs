using System.Text.Json;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Wire;

/// <summary>One Aleph event: its topic, and how a catalogue record fills its data. Order: the seed's fields, then what is ours.</summary>
internal sealed class Word
{
    private readonly Action<Utf8JsonWriter, Event> _fields;
    private readonly Action<Utf8JsonWriter, Event>? _whole;

    private Word(Type record, string topic, Action<Utf8JsonWriter, Event> fields, Action<Utf8JsonWriter, Event>? whole)
    {
        Type = Catalogue.All.First(type => type.ClrType == record).Type;
        Topic = topic;
        _fields = fields;
        _whole = whole;
    }

    /// <summary>The catalogue type it says.</summary>
    public string Type { get; }

    /// <summary>Its topic on the wire.</summary>
    public string Topic { get; }

    /// <summary>A word.</summary>
    /// <param name="whole">What only a reader who asked for numbers is told: the whole of what it may have missed pieces of.</param>
    public static Word Of<T>(string topic, Action<Utf8JsonWriter, T> fields, Action<Utf8JsonWriter, T>? whole = null)
        where T : Event =>
        new(typeof(T), topic, (json, value) => fields(json, (T)value), whole is null ? null : (json, value) => whole(json, (T)value));

    /// <summary>Writes its data.</summary>
    public void WriteData(Utf8JsonWriter json, Event value, bool numbered)
    {
        json.WriteStartObject();
        _fields(json, value);
        if (numbered) _whole?.Invoke(json, value);
        json.WriteEndObject();
    }
}
