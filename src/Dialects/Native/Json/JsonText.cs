using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Carillon.Dialects.Native.Errors;

namespace Carillon.Dialects.Native.Json;

/// <summary>Checks and reads JSON that came from a peer.</summary>
internal static class JsonText
{
    /// <summary>
    /// The deepest nesting taken. Answers put data a few levels deeper than it came, and most parsers stop at 64.
    /// </summary>
    public const int MaxDepth = 58;

    // One more than is taken, so that what is too deep is told from what is malformed.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth + 1 };
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    /// <summary>A reader that stands on the first token of text that was checked before.</summary>
    public static Utf8JsonReader Reader(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        return reader;
    }

    /// <summary>Refuses what is not one well-formed JSON value in valid UTF-8, nested no deeper than <see cref="MaxDepth"/>.</summary>
    public static void Check(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) throw Invalid.Because("Not valid UTF-8.");
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || reader.CurrentDepth < MaxDepth) continue;
                throw Invalid.Because($"Nested deeper than {MaxDepth} levels at byte {reader.TokenStartIndex + 1}.");
            }
        }
        catch (JsonException exception)
        {
            throw Invalid.Malformed(exception);
        }
    }

    /// <summary>Reads a request's members; the text was checked before.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Invalid.Because("The request is null.");
        }
        catch (JsonException exception)
        {
            throw Invalid.Misfit(exception);
        }
    }

    /// <summary>A string token's text. A lone half of a surrogate pair is well-formed JSON, but no text.</summary>
    public static string ReadString(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String) throw Invalid.Because($"'{name}' must be a string.");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new Core.Errors.CarillonException(Core.Errors.ErrorCode.Invalid, $"'{name}' is not valid text.", exception);
        }
    }

    /// <summary>A member's name, with the reader moved on to its value.</summary>
    public static string ReadName(ref Utf8JsonReader reader)
    {
        try
        {
            var name = reader.GetString()!;
            reader.Read();
            return name.Length <= 100 ? name : $"{name[..100]}…";
        }
        catch (InvalidOperationException exception)
        {
            throw new Core.Errors.CarillonException(Core.Errors.ErrorCode.Invalid, "A member's name is not valid text.", exception);
        }
    }

    /// <summary>Refuses a value that is not an array.</summary>
    public static void ExpectArray(scoped ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Invalid.Because($"'{name}' must be an array.");
    }

    /// <summary>The bytes of the value that the reader stands on, read to its end.</summary>
    public static ReadOnlySpan<byte> ReadValue(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return source[start..(int)reader.BytesConsumed];
    }

    /// <summary>A copy without white space between tokens, so that it stays on one line wherever it is spliced in.</summary>
    public static byte[] Compact(ReadOnlySpan<byte> json)
    {
        var copy = new byte[json.Length];
        var length = 0;
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var b = json[i];
            if (inString && b == '\\')
            {
                copy[length++] = b;
                copy[length++] = json[++i];
                continue;
            }

            if (b == '"') inString = !inString;
            if (inString || b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) copy[length++] = b;
        }

        return length == copy.Length ? copy : copy[..length];
    }

    /// <summary>Splices a value in as it is; one that spans lines, from a publisher that does not compact, is compacted first.</summary>
    public static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> value)
    {
        if (value.ContainsAny(LineEnds)) json.WriteRawValue(Compact(value), skipInputValidation: true);
        else json.WriteRawValue(value, skipInputValidation: true);
    }
}
