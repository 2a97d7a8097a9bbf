using System.Text.Json;
using Carillon.Core.Errors;

namespace Carillon.Dialects.Aleph.Rpc;

/// <summary>
/// A request's parameters. Every name may have others that mean the same: the documentation's first, then the code's. A member of the
/// wrong type is refused, one that nobody knows is passed over, and null is the same as absent.
/// </summary>
internal readonly struct Params(JsonElement given)
{
    /// <summary>A text; null when absent.</summary>
    public string? Text(params ReadOnlySpan<string> names) => Find(names, out var name) is { } value ? TextOf(value, name) : null;

    /// <summary>A text that has to be there.</summary>
    public string RequiredText(params ReadOnlySpan<string> names) => Text(names) ?? throw Missing(names[0]);

    /// <summary>A whole number; null when absent.</summary>
    public long? Number(string name, long least, long most)
    {
        if (Find([name], out _) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, $"a whole number from {least} to {most}");
    }

    /// <summary>True or false; null when absent.</summary>
    public bool? Flag(string name) => Find([name], out _) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>A list of texts; null when absent.</summary>
    public IReadOnlyList<string>? Texts(params ReadOnlySpan<string> names)
    {
        if (Find(names, out var found) is not { } value) return null;
        var name = found;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => TextOf(item, name))]
            : throw Wrong(name, "a list of strings");
    }

    /// <summary>The members of an object; empty when absent.</summary>
    public Params Inner(string name) => Find([name], out _) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Object } value => new Params(value),
        _ => throw Wrong(name, "an object"),
    };

    /// <summary>Whatever it is; null when absent.</summary>
    public JsonElement? Any(params ReadOnlySpan<string> names) => Find(names, out _);

    public static CarillonException Wrong(string name, string expected) => new(ErrorCode.Invalid, $"'{name}' is to be {expected}");

    public static CarillonException Missing(string name) => new(ErrorCode.Invalid, $"'{name}' is missing");

    private JsonElement? Find(ReadOnlySpan<string> names, out string found)
    {
        found = names[0];
        if (given.ValueKind != JsonValueKind.Object) return null;
        foreach (var name in names)
        {
            if (!given.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) continue;
            found = name;
            return value;
        }

        return null;
    }

    private static string TextOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(name, "a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new CarillonException(ErrorCode.Invalid, $"'{name}' is not valid text", exception);
        }
    }
}
