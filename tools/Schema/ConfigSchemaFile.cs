using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Tools.Schema;

/// <summary>The configuration file as JSON Schema, so that editors complete it and mark what does not fit.</summary>
internal static class ConfigSchemaFile
{
    public static string Make(XmlDocs docs)
    {
        var schema = Of(Setting.Root, docs);
        var properties = schema["properties"]!.AsObject();
        properties.Insert(0, "$schema", new JsonObject { ["description"] = "Where this schema is.", ["type"] = "string" });
        schema.Insert(0, "description", "Made from the records in src/Server/Configuration; do not edit.");
        schema.Insert(0, "title", "carillon.json");
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return JsonText.Of(schema);
    }

    private static JsonObject Of(Setting setting, XmlDocs docs)
    {
        var schema = new JsonObject();
        if (Description(setting, docs) is { } description) schema["description"] = description;
        switch (setting.Type.Kind)
        {
            case JsonTypeInfoKind.Object:
                schema["type"] = "object";
                schema["properties"] = new JsonObject(setting.Members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)Of(member, docs))));
                schema["additionalProperties"] = false;
                break;
            case JsonTypeInfoKind.Dictionary:
                schema["type"] = "object";
                schema["additionalProperties"] = Of(setting.Item!, docs);
                break;
            case JsonTypeInfoKind.Enumerable:
                schema["type"] = "array";
                schema["items"] = Of(setting.Item!, docs);
                break;
            default:
                Describe(schema, setting);
                break;
        }

        if (!setting.IsSection && setting.Member is not null && setting.Default is { } value) schema["default"] = value.DeepClone();
        return schema;
    }

    private static void Describe(JsonObject schema, Setting setting)
    {
        var type = setting.Type.Type;
        schema["type"] = SettingTypes.Plain(type);
        if (type.IsEnum) schema["enum"] = JsonText.Array(SettingTypes.Names(setting.Type));
        if (setting.Range is not { } range) return;
        schema["minimum"] = JsonSerializer.SerializeToNode(range.Minimum);
        schema["maximum"] = JsonSerializer.SerializeToNode(range.Maximum);
    }

    private static string? Description(Setting setting, XmlDocs docs) =>
        setting.Member is not null ? docs.Setting(setting) : setting.IsSection && setting.Key.Length > 0 ? docs.Summary(setting.Type.Type) : null;
}
