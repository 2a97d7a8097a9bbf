using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema.Tests;

/// <summary>Checks a value against the part of JSON Schema that the generated file uses; any other keyword is an error, so nothing passes unread.</summary>
internal sealed class SchemaChecker(JsonObject root)
{
    /// <summary>What is wrong, each with the place; empty when the value fits.</summary>
    public IReadOnlyList<string> Check(JsonNode? value, string definition) =>
        [.. Faults(value, root["$defs"]![definition]!.AsObject(), definition)];

    /// <summary>Checks against the whole document.</summary>
    public IReadOnlyList<string> Check(JsonNode? value) => [.. OneOf(value, root["oneOf"]!.AsArray(), "$")];

    private IEnumerable<string> Faults(JsonNode? value, JsonObject schema, string at) =>
        schema["type"] is { } type && !KindOf(value, (string)type!)
            ? [$"{at}: {value?.ToJsonString()} is no {type}"]
            : schema.SelectMany(keyword => FaultsOf(value, schema, keyword.Key, keyword.Value!, at));

    private IEnumerable<string> FaultsOf(JsonNode? value, JsonObject schema, string keyword, JsonNode rule, string at) => keyword switch
    {
        "description" or "type" => [],
        "$ref" => Faults(value, Resolve((string)rule!), at),
        "enum" => rule.AsArray().Any(name => JsonNode.DeepEquals(name, value)) ? [] : [$"{at}: {value} is none of {rule.ToJsonString()}"],
        "const" => JsonNode.DeepEquals(rule, value) ? [] : [$"{at}: {value} is not {rule}"],
        "minimum" => value!.GetValue<double>() >= rule.GetValue<double>() ? [] : [$"{at}: {value} is below {rule}"],
        "required" => rule.AsArray().Where(name => !value!.AsObject().ContainsKey((string)name!)).Select(name => $"{at}: {name} is missing"),
        "properties" => Members(value, rule.AsObject(), at),
        "additionalProperties" => value!.AsObject().SelectMany(member => Faults(member.Value, rule.AsObject(), $"{at}.{member.Key}")),
        "items" => value!.AsArray().SelectMany((item, index) => Faults(item, rule.AsObject(), $"{at}[{index}]")),
        "allOf" => rule.AsArray().SelectMany(part => Faults(value, part!.AsObject(), at)),
        _ => throw new NotSupportedException($"{at}: the checker does not know {keyword} in {schema.ToJsonString()}"),
    };

    private IEnumerable<string> Members(JsonNode? value, JsonObject rules, string at) => value!.AsObject()
        .Where(member => rules.ContainsKey(member.Key))
        .SelectMany(member => Faults(member.Value, rules[member.Key]!.AsObject(), $"{at}.{member.Key}"));

    private IEnumerable<string> OneOf(JsonNode? value, JsonArray alternatives, string at)
    {
        var fitting = alternatives.Count(alternative => !Faults(value, alternative!.AsObject(), at).Any());
        return fitting == 1 ? [] : [$"{at}: fits {fitting} alternatives"];
    }

    private JsonObject Resolve(string reference) => root["$defs"]![reference["#/$defs/".Length..]]!.AsObject();

    private static bool KindOf(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<long>(out _),
        _ => false,
    };
}
