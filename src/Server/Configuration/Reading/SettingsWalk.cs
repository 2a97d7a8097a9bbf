using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Carillon.Contracts.Configuration;

namespace Carillon.Server.Configuration.Reading;

/// <summary>A setting with a value.</summary>
public sealed record SettingValue(string Key, Setting Setting, JsonNode? Value);

/// <summary>Goes through a configuration beside the list of what there is.</summary>
public static class SettingsWalk
{
    /// <summary>Every single setting by dotted key: sections and maps are gone into, a list is one.</summary>
    public static IReadOnlyDictionary<string, SettingValue> Leaves(JsonObject config)
    {
        var leaves = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
        Collect(Setting.Root, "", config, leaves);
        return leaves;
    }

    /// <summary>The configuration with a mark in the place of every value that may be a secret.</summary>
    public static JsonObject Redact(JsonObject config) => Redact(Setting.Root, config)!.AsObject();

    private static void Collect(Setting setting, string key, JsonNode? value, Dictionary<string, SettingValue> leaves)
    {
        if (setting.Type.Kind is JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary)
        {
            foreach (var (name, inner) in value as JsonObject ?? [])
            {
                if (setting.Find(name) is { } found) Collect(found, key.Length == 0 ? name : $"{key}.{name}", inner, leaves);
            }
        }
        else
        {
            leaves[key] = new SettingValue(key, setting, value);
        }
    }

    private static JsonNode? Redact(Setting? setting, JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Redact(setting?.Find(member.Key), member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Redact(setting?.Item, item))]),
        null => null,
        _ => setting is { IsSecret: false } ? value.DeepClone() : JsonValue.Create(IConfiguration.Redacted),
    };
}
