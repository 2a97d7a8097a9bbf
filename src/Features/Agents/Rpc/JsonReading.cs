using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Carillon.Features.Agents.Rpc;

/// <summary>Reads foreign JSON without trusting its shape: what is missing, or is of another kind than expected, is absent.</summary>
internal static class JsonReading
{
    private const int UnicodeEscapeLength = 6;

    /// <summary>A member of an object that is there and is not null.</summary>
    public static JsonElement? GetMember(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    public static string? GetText(this JsonElement element, string name) => element.GetMember(name)?.AsText();

    public static long? GetInteger(this JsonElement element, string name) =>
        element.GetMember(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

    public static bool IsTrue(this JsonElement element, string name) => element.GetMember(name) is { ValueKind: JsonValueKind.True };

    /// <summary>The items of an array member; none when there is no array.</summary>
    public static IEnumerable<JsonElement> GetItems(this JsonElement element, string name) =>
        element.GetMember(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>
    /// A string's text, null for anything else. Programs that cut texts between the two halves of a surrogate pair write a lone half
    /// as an escape, which cannot be read the usual way; it is kept, for <see cref="SurrogateSeam"/> to join.
    /// </summary>
    public static string? AsText(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return Unescape(element.GetRawText().AsSpan()[1..^1]);
        }
    }

    /// <summary>The same value with every escape of half a character replaced, so that its texts can be read anywhere.</summary>
    public static JsonElement Sound(this JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined) return element;
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0) return element;
        var sound = raw.ToArray();
        for (var i = 0; i < sound.Length; i++)
        {
            if (sound[i] != '\\') continue;
            if (UnitAt(sound, i) is not { } unit)
            {
                i++;
                continue;
            }

            var isPair = char.IsHighSurrogate(unit) && UnitAt(sound, i + UnicodeEscapeLength) is { } second && char.IsLowSurrogate(second);
            if (char.IsSurrogate(unit) && !isPair) "\\ufffd"u8.CopyTo(sound.AsSpan(i));
            i += (isPair ? 2 : 1) * UnicodeEscapeLength - 1;
        }

        return JsonElement.Parse(sound);
    }

    /// <summary>The UTF-16 unit that an escape at this place stands for; null when none is there.</summary>
    private static char? UnitAt(ReadOnlySpan<byte> raw, int at) =>
        at + UnicodeEscapeLength <= raw.Length && raw[at] == '\\' && raw[at + 1] == 'u'
            ? (char)ushort.Parse(raw.Slice(at + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null;

    /// <summary>The escapes of RFC 8259, section 7, one UTF-16 unit at a time.</summary>
    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            if (raw[i + 1] == 'u')
            {
                text.Append((char)ushort.Parse(raw.Slice(i + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += UnicodeEscapeLength - 1;
                continue;
            }

            i++;
            text.Append(raw[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var plain => plain });
        }

        return text.ToString();
    }
}
