using System.Text.Json;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Messages;

/// <summary>Reads a message's fields; what is wrong with one is told by its name and what was expected. A null counts as absent.</summary>
internal readonly struct Fields(JsonElement message)
{
    /// <summary>Numbers above it are not exact in every client.</summary>
    public const long MaxNumber = 9_007_199_254_740_991;

    /// <summary>Ids are UUIDs or little longer.</summary>
    public const int MaxIdLength = 200;

    /// <summary>An id: not empty, not long.</summary>
    public string Id(string name)
    {
        var id = Text(name);
        return id.Length is > 0 and <= MaxIdLength ? id : throw Wrong(name, $"a string of 1 to {MaxIdLength} characters");
    }

    /// <summary>A string that must be there.</summary>
    public string Text(string name) => OptionalText(name) ?? throw Missing(name, "a string");

    /// <summary>A string that must say something.</summary>
    public string NonEmpty(string name) => Text(name) is { Length: > 0 } text ? text : throw Wrong(name, "a string that is not empty");

    /// <summary>A string, or null.</summary>
    public string? OptionalText(string name)
    {
        if (!TryFind(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? TextOf(value, name) : throw Wrong(name, "a string");
    }

    /// <summary>A boolean that must be there.</summary>
    public bool Flag(string name) => OptionalFlag(name) ?? throw Missing(name, "a boolean");

    /// <summary>A boolean, or null.</summary>
    public bool? OptionalFlag(string name)
    {
        if (!TryFind(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(name, "a boolean"),
        };
    }

    /// <summary>A whole number between two bounds that must be there.</summary>
    public long Whole(string name, long least, long most) =>
        OptionalWhole(name, least, most) ?? throw Missing(name, $"a whole number from {least} to {most}");

    /// <summary>A whole number between two bounds, or null.</summary>
    public long? OptionalWhole(string name, long least, long most)
    {
        if (!TryFind(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, $"a whole number from {least} to {most}");
    }

    /// <summary>Any number.</summary>
    public decimal Number(string name)
    {
        if (!TryFind(name, out var value)) throw Missing(name, "a number");
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : throw Wrong(name, "a number");
    }

    /// <summary>An object that must be there.</summary>
    public JsonElement Object(string name)
    {
        if (!TryFind(name, out var value)) throw Missing(name, "an object");
        return value.ValueKind == JsonValueKind.Object ? value : throw Wrong(name, "an object");
    }

    /// <summary>A field has the wrong form.</summary>
    public static MessageException Wrong(string name, string expected) =>
        new(WireError.InvalidMessage.Saying($"Field \"{name}\" must be {expected}"));

    /// <summary>A string's characters; an escape for half a character is no character.</summary>
    public static string TextOf(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "text of whole characters");
        }
    }

    private static MessageException Missing(string name, string expected) =>
        new(WireError.InvalidMessage.Saying($"Field \"{name}\" is missing; it must be {expected}"));

    private bool TryFind(string name, out JsonElement value)
    {
        try
        {
            return message.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
        }
        catch (InvalidOperationException)
        {
            // Some other field's name is an escape for half a character, which the search comes across.
            throw new MessageException(WireError.InvalidMessage.Saying("A field's name must be whole characters"));
        }
    }
}
