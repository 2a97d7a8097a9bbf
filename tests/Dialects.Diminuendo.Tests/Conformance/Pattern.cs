using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>
/// JSON that a message is held against, member by member and in no other form: <c>"&lt;string&gt;"</c>, <c>"&lt;number&gt;"</c>,
/// <c>"&lt;array&gt;"</c>, <c>"&lt;object&gt;"</c> and <c>"&lt;any&gt;"</c> stand for any value of that kind.
/// </summary>
internal static class Pattern
{
    /// <summary>Why the message does not fit; null when it does.</summary>
    public static string? Misfit(string pattern, JsonNode message) => Misfit(JsonNode.Parse(pattern), message, "$");

    private static string? Misfit(JsonNode? pattern, JsonNode? value, string path) => pattern switch
    {
        JsonValue word when word.GetValueKind() == JsonValueKind.String && (string)word! is ['<', .., '>'] kind => IsOfKind(kind, value) ? null : $"{path} is no {kind}",
        JsonObject members => value is JsonObject actual ? Members(members, actual, path) : $"{path} is no object",
        JsonArray items => value is JsonArray actual ? Items(items, actual, path) : $"{path} is no array",
        _ => JsonNode.DeepEquals(pattern, value) ? null : $"{path} is {value?.ToJsonString() ?? "null"} instead of {pattern?.ToJsonString() ?? "null"}",
    };

    private static string? Members(JsonObject pattern, JsonObject value, string path)
    {
        var names = pattern.Select(member => member.Key).ToHashSet();
        if (!names.SetEquals(value.Select(member => member.Key)))
            return $"{path} has the members {string.Join(", ", value.Select(member => member.Key))} instead of {string.Join(", ", names)}";
        return names.Select(name => Misfit(pattern[name], value[name], $"{path}.{name}")).FirstOrDefault(misfit => misfit is not null);
    }

    private static string? Items(JsonArray pattern, JsonArray value, string path) =>
        pattern.Count == value.Count
            ? pattern.Select((item, i) => Misfit(item, value[i], $"{path}[{i}]")).FirstOrDefault(misfit => misfit is not null)
            : $"{path} has {value.Count} items instead of {pattern.Count}";

    private static bool IsOfKind(string kind, JsonNode? value) => (kind, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("<any>", _) => true,
        ("<string>", JsonValueKind.String) or ("<number>", JsonValueKind.Number) or ("<array>", JsonValueKind.Array) or ("<object>", JsonValueKind.Object) => true,
        _ => false,
    };
}
