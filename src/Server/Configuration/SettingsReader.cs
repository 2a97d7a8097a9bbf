using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Carillon.Server.Configuration;

/// <summary>One thing wrong in the configuration file. The text never repeats a value: it may be a secret.</summary>
/// <param name="Place">Names from the top, joined by dots, such as <c>agents.claude.command</c>.</param>
internal sealed record Mistake(long Line, string Place, string Text)
{
    public override string ToString() => $"line {Line}, {(Place.Length == 0 ? "the whole file" : Place)}: {Text}";
}

/// <summary>
/// Holds a file against the settings there are and collects every unknown name and every value of a wrong kind, where the
/// serializer would stop at the first. What fits is copied, so that its sense can be checked all the same.
/// </summary>
internal sealed class SettingsReader : IDisposable
{
    private readonly byte[] _text;
    private readonly ArrayBufferWriter<byte> _copied = new();
    private readonly Utf8JsonWriter _copy;
    private readonly List<Mistake> _mistakes = [];
    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

    private SettingsReader(byte[] text)
    {
        _text = text;
        _copy = new Utf8JsonWriter(_copied);
    }

    public IReadOnlyList<Mistake> Mistakes => _mistakes;

    /// <summary>What fits, as JSON.</summary>
    public ReadOnlySpan<byte> Fitting => _copied.WrittenSpan;

    /// <exception cref="JsonException">The text is no JSON at all.</exception>
    public static SettingsReader Read(byte[] text, JsonTypeInfo settings)
    {
        var read = new SettingsReader(text);
        var json = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        json.Read();
        read.Value(ref json, settings, "", null);
        json.Read();
        read._copy.Flush();
        return read;
    }

    public void Dispose() => _copy.Dispose();

    /// <summary>The line of a place, or of the nearest one around it that stands in the file.</summary>
    public long LineOf(string place)
    {
        while (true)
        {
            if (_lines.TryGetValue(place, out var line)) return line;
            place = place[..Math.Max(0, place.LastIndexOf('.'))];
        }
    }

    /// <summary>Copies the value the reader stands on if it fits, and leaves the reader at its end.</summary>
    /// <param name="name">Its name in the object around it; null in a list.</param>
    private void Value(ref Utf8JsonReader json, JsonTypeInfo expected, string place, string? name)
    {
        _lines[place] = LineAt(json.TokenStartIndex);
        switch (expected.Kind)
        {
            case JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary when json.TokenType == JsonTokenType.StartObject:
                if (name is not null) _copy.WritePropertyName(name);
                Members(ref json, expected, place);
                break;
            case JsonTypeInfoKind.Enumerable when json.TokenType == JsonTokenType.StartArray:
                if (name is not null) _copy.WritePropertyName(name);
                Items(ref json, Inner(expected), place);
                break;
            default:
                Leaf(ref json, expected, place, name);
                break;
        }
    }

    private void Members(ref Utf8JsonReader json, JsonTypeInfo expected, string place)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _copy.WriteStartObject();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = json.GetString()!;
            var inner = place.Length == 0 ? name : $"{place}.{name}";
            var line = LineAt(json.TokenStartIndex);
            json.Read();
            if (MemberType(expected, name) is not { } member)
            {
                var known = string.Join(", ", expected.Properties.Select(property => property.Name));
                _mistakes.Add(new Mistake(line, inner, $"there is no such setting here; there are {known}"));
                json.Skip();
            }
            else if (!seen.Add(name))
            {
                _mistakes.Add(new Mistake(line, inner, "this name stands here twice"));
                json.Skip();
            }
            else
            {
                Value(ref json, member, inner, name);
            }
        }

        _copy.WriteEndObject();
    }

    private void Items(ref Utf8JsonReader json, JsonTypeInfo item, string place)
    {
        _copy.WriteStartArray();
        for (var i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++) Value(ref json, item, $"{place}.{i}", null);
        _copy.WriteEndArray();
    }

    private void Leaf(ref Utf8JsonReader json, JsonTypeInfo expected, string place, string? name)
    {
        var start = (int)json.TokenStartIndex;
        var value = json;
        json.Skip();
        if (Fits(ref value, expected))
        {
            if (name is not null) _copy.WritePropertyName(name);
            _copy.WriteRawValue(_text.AsSpan(start..(int)json.BytesConsumed));
            return;
        }

        // An item leaves a hole, so that the others keep their numbers; the mistake stands either way.
        _mistakes.Add(new Mistake(_lines[place], place, $"this is to be {Kind(expected)}"));
        if (name is null && place.Length > 0) _copy.WriteNullValue();
    }

    private static bool Fits(ref Utf8JsonReader json, JsonTypeInfo expected)
    {
        if (json.TokenType == JsonTokenType.Null || expected.Kind != JsonTypeInfoKind.None) return false;
        if (expected.Type.IsEnum && json.TokenType != JsonTokenType.String) return false;
        try
        {
            return JsonSerializer.Deserialize(ref json, expected) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonTypeInfo? MemberType(JsonTypeInfo expected, string name) =>
        expected.Kind == JsonTypeInfoKind.Dictionary
            ? Inner(expected)
            : expected.Properties.FirstOrDefault(property => property.Name == name) is { } property
                ? expected.Options.GetTypeInfo(property.PropertyType)
                : null;

    private static JsonTypeInfo Inner(JsonTypeInfo collection) => collection.Options.GetTypeInfo(collection.ElementType!);

    private static string Kind(JsonTypeInfo expected) => expected.Kind switch
    {
        JsonTypeInfoKind.Enumerable => "a list: [ … ]",
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object: { … }",
        _ when expected.Type == typeof(string) => "a text in quotes",
        _ when expected.Type == typeof(bool) => "true or false",
        _ when expected.Type.IsEnum => "one of " + string.Join(", ", Enum.GetValues(expected.Type).Cast<object>().Select(value => JsonSerializer.Serialize(value, expected))),
        _ when expected.Type == typeof(bool) => "true or false",
        _ => "a whole number",
    };

    private long LineAt(long index) => _text.AsSpan(0, (int)index).Count((byte)'\n') + 1;
}
