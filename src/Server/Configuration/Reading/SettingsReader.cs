using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Carillon.Server.Configuration.Reading;

/// <summary>
/// Holds a file against the settings there are and collects every unknown name and every value of a wrong kind, where the
/// serializer would stop at the first. What fits is copied, so that its sense can be checked all the same.
/// </summary>
internal sealed class SettingsReader : IDisposable
{
    /// <summary>For editors: where the file's schema is. It is no setting.</summary>
    public const string SchemaName = "$schema";

    private readonly byte[] _text;
    private readonly ArrayBufferWriter<byte> _copied = new();
    private readonly Utf8JsonWriter _copy;
    private readonly List<Mistake> _mistakes = [];
    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);
    private readonly Origin? _origin;

    private SettingsReader(byte[] text, Origin? origin)
    {
        _text = text;
        _origin = origin;
        _copy = new Utf8JsonWriter(_copied);
    }

    public IReadOnlyList<Mistake> Mistakes => _mistakes;

    /// <summary>What fits, as JSON.</summary>
    public ReadOnlySpan<byte> Fitting => _copied.WrittenSpan;

    /// <summary>The line of every place in the text.</summary>
    public IReadOnlyDictionary<string, long> Lines => _lines;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="JsonException">The text is no JSON at all.</exception>
    public static SettingsReader Read(byte[] text) => Read(text, Setting.Root, null);

    /// <summary>Reads the value of one setting.</summary>
    /// <param name="origin">Where it stands, if not in the file.</param>
    /// <exception cref="JsonException">The text is no JSON at all.</exception>
    public static SettingsReader Read(byte[] text, Setting setting, Origin? origin)
    {
        var read = new SettingsReader(text, origin);
        var json = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            json.Read();
            read.Value(ref json, setting, setting.Key, null);
            json.Read();
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException("There is half a character in a name.", fault);
        }

        read._copy.Flush();
        return read;
    }

    public void Dispose() => _copy.Dispose();

    /// <summary>Copies the value the reader stands on if it fits, and leaves the reader at its end.</summary>
    /// <param name="name">Its name in the object around it; null in a list.</param>
    private void Value(ref Utf8JsonReader json, Setting expected, string place, string? name)
    {
        _lines[place] = LineAt(json.TokenStartIndex);
        switch (expected.Type.Kind)
        {
            case JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary when json.TokenType == JsonTokenType.StartObject:
                if (name is not null) _copy.WritePropertyName(name);
                Members(ref json, expected, place);
                break;
            case JsonTypeInfoKind.Enumerable when json.TokenType == JsonTokenType.StartArray:
                if (name is not null) _copy.WritePropertyName(name);
                Items(ref json, expected.Item!, place);
                break;
            default:
                Leaf(ref json, expected, place, name);
                break;
        }
    }

    private void Members(ref Utf8JsonReader json, Setting expected, string place)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _copy.WriteStartObject();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = json.GetString()!;
            var inner = place.Length == 0 ? name : $"{place}.{name}";
            var line = LineAt(json.TokenStartIndex);
            json.Read();
            if (place.Length == 0 && name == SchemaName)
            {
                json.Skip();
            }
            else if (expected.Find(name) is not { } member)
            {
                var names = string.Join(", ", expected.Members.Select(known => known.Name));
                _mistakes.Add(new Mistake(At(line), inner, $"there is no such setting here; there are {names}"));
                json.Skip();
            }
            else if (!seen.Add(name))
            {
                _mistakes.Add(new Mistake(At(line), inner, "this name stands here twice"));
                json.Skip();
            }
            else
            {
                Value(ref json, member, inner, name);
            }
        }

        _copy.WriteEndObject();
    }

    private void Items(ref Utf8JsonReader json, Setting item, string place)
    {
        _copy.WriteStartArray();
        for (var i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++) Value(ref json, item, $"{place}.{i}", null);
        _copy.WriteEndArray();
    }

    private void Leaf(ref Utf8JsonReader json, Setting expected, string place, string? name)
    {
        var start = (int)json.TokenStartIndex;
        var value = json;
        json.Skip();
        if (Fits(ref value, expected.Type))
        {
            if (name is not null) _copy.WritePropertyName(name);
            _copy.WriteRawValue(_text.AsSpan(start..(int)json.BytesConsumed));
            if (expected.Range is { } range && !range.IsValid(value.GetDouble())) _mistakes.Add(new Mistake(At(_lines[place]), place, $"from {range.Minimum} to {range.Maximum}"));
            return;
        }

        // An item leaves a hole, so that the others keep their numbers; the mistake stands either way.
        _mistakes.Add(new Mistake(At(_lines[place]), place, $"this is to be {Kind(expected.Type)}"));
        if (name is not null || _copy.CurrentDepth == 0) return;
        if (expected.IsSection) _copy.WriteRawValue("{}"u8);
        else _copy.WriteNullValue();
    }

    private static bool Fits(ref Utf8JsonReader json, JsonTypeInfo expected)
    {
        if (json.TokenType == JsonTokenType.Null || expected.Kind != JsonTypeInfoKind.None) return false;
        if (expected.Type.IsEnum && json.TokenType != JsonTokenType.String) return false;
        try
        {
            return JsonSerializer.Deserialize(ref json, expected) is not null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // Of a wrong kind, or a text with half a character in it.
            return false;
        }
    }

    /// <summary>What a value is to be, in words.</summary>
    public static string Kind(JsonTypeInfo expected) => expected.Kind switch
    {
        JsonTypeInfoKind.Enumerable => "a list: [ … ]",
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object: { … }",
        _ when expected.Type == typeof(string) => "a text in quotes",
        _ when expected.Type == typeof(bool) => "true or false",
        _ when expected.Type == typeof(double) => "a number",
        _ when expected.Type.IsEnum => "one of " + string.Join(", ", Enum.GetValues(expected.Type).Cast<object>().Select(value => JsonSerializer.Serialize(value, expected))),
        _ when expected.Type == typeof(bool) => "true or false",
        _ => "a whole number",
    };

    private Origin At(long line) => _origin ?? new Origin(OriginKind.File, Line: line);

    private long LineAt(long index) => _text.AsSpan(0, (int)index).Count((byte)'\n') + 1;
}
