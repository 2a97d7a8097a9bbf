using System.Text.Json;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>
/// One server event: its name, and how a catalogue record fills its fields. Order on the wire: type, the seed's own fields,
/// seq, ts, then whatever is ours beyond the seed.
/// </summary>
internal sealed class Word
{
    private readonly JsonEncodedText _name;
    private readonly Action<Utf8JsonWriter, Event> _fields;
    private readonly Action<Utf8JsonWriter, Event>? _extras;
    private readonly bool _numbered;

    private Word(Type record, string name, Action<Utf8JsonWriter, Event> fields, Action<Utf8JsonWriter, Event>? extras, bool numbered)
    {
        Topic = Catalogue.All.First(type => type.ClrType == record).Type;
        Name = name;
        _name = JsonEncodedText.Encode(name);
        _fields = fields;
        _extras = extras;
        _numbered = numbered;
    }

    /// <summary>The topic of the catalogue record it says.</summary>
    public string Topic { get; }

    /// <summary>Its <c>type</c> on the wire.</summary>
    public string Name { get; }

    /// <summary>A word of a session's stream: it carries the entry's number and time.</summary>
    public static Word Of<T>(string name, Action<Utf8JsonWriter, T> fields, Action<Utf8JsonWriter, T>? extras = null)
        where T : Event
    {
        Action<Utf8JsonWriter, Event>? more = extras is null ? null : (json, value) => extras(json, (T)value);
        return new Word(typeof(T), name, (json, value) => fields(json, (T)value), more, numbered: true);
    }

    /// <summary>A word of the tenant's stream, whose numbers are no session's and stay unsaid.</summary>
    public static Word OfTenant<T>(string name, Action<Utf8JsonWriter, T> fields)
        where T : Event =>
        new(typeof(T), name, (json, value) => fields(json, (T)value), extras: null, numbered: false);

    /// <summary>Writes the whole object.</summary>
    public void Write(Utf8JsonWriter json, Entry entry, Event value)
    {
        json.WriteStartObject();
        json.WriteString(Field.Type, _name);
        _fields(json, value);
        if (_numbered)
        {
            json.WriteNumber(Field.Seq, entry.Seq);
            json.WriteNumber(Field.Ts, entry.Time);
        }

        _extras?.Invoke(json, value);
        if (_numbered && entry.FirstSeq < entry.Seq) json.WriteNumber(Field.FirstSeq, entry.FirstSeq);
        json.WriteEndObject();
    }
}
