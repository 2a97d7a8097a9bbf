using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Carillon.Tools.Schema;

/// <summary>What values a setting takes, for schema and manual alike.</summary>
internal static class SettingTypes
{
    /// <summary>The name that JSON Schema has for a type that has no parts.</summary>
    public static string Plain(Type type) =>
        type == typeof(string) || type.IsEnum ? "string"
        : type == typeof(bool) ? "boolean"
        : type == typeof(double) ? "number"
        : type == typeof(int) || type == typeof(long) ? "integer"
        : throw new NotSupportedException($"No setting can be a {type.Name}.");

    /// <summary>The names of an enumeration's values, as the file writes them.</summary>
    public static IEnumerable<string> Names(JsonTypeInfo type) =>
        Enum.GetValues(type.Type).Cast<object>().Select(value => (string)JsonSerializer.SerializeToNode(value, type)!);

    /// <summary>For people.</summary>
    public static string InWords(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => "object",
        JsonTypeInfoKind.Dictionary => $"map of {InWords(Inner(type))}",
        JsonTypeInfoKind.Enumerable => $"list of {InWords(Inner(type))}",
        _ when type.Type.IsEnum => string.Join(", ", Names(type).Select(name => $"`{name}`")),
        _ when type.Type == typeof(string) => "text",
        _ => Plain(type.Type),
    };

    private static JsonTypeInfo Inner(JsonTypeInfo type) => type.Options.GetTypeInfo(type.ElementType!);
}
