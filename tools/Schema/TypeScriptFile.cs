using System.Text;
using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema;

/// <summary>The catalogue as TypeScript types, read off the same schemas.</summary>
internal static class TypeScriptFile
{
    public static string Make(EventModel model)
    {
        var text = new StringBuilder("// Made from the records in src/Events by tools/Schema; do not edit.\n");
        foreach (var (name, part) in model.Parts) Declare(text, name, part);
        foreach (var shape in model.Events) Declare(text, shape.Record, shape.Data);

        Comment(text, "", "What each catalogue type says.");
        text.Append("export interface EventData {\n");
        foreach (var shape in model.Events) text.Append("  readonly \"").Append(shape.Type).Append("\": ").Append(shape.Record).Append(";\n");
        text.Append("}\n");

        Comment(text, "", "The topics of the catalogue.");
        text.Append("export type EventType = keyof EventData;\n");

        foreach (var shape in Envelope.All) Declare(text, shape == Envelope.Entry ? "Envelope" : shape.Name, shape.ToSchema());

        Comment(text, "", "An entry of one catalogue type.");
        text.Append("export interface Entry<T extends EventType> extends Envelope {\n  readonly type: T;\n  readonly data: EventData[T];\n}\n");
        Comment(text, "", "An entry of any catalogue type: test `type` to know its data.");
        text.Append("export type CatalogueEntry = { [T in EventType]: Entry<T> }[EventType];\n");
        return text.ToString();
    }

    private static void Declare(StringBuilder text, string name, JsonObject schema)
    {
        Comment(text, "", (string?)schema["description"]);
        if (schema["enum"] is not null)
        {
            text.Append("export type ").Append(name).Append(" = ").Append(TypeOf(schema)).Append(";\n");
            return;
        }

        var required = schema["required"]?.AsArray().Select(member => (string)member!).ToHashSet() ?? [];
        text.Append("export interface ").Append(name).Append(" {\n");
        foreach (var (member, value) in schema["properties"]!.AsObject())
        {
            Comment(text, "  ", (string?)value!["description"]);
            text.Append("  readonly ").Append(member).Append(required.Contains(member) ? ": " : "?: ").Append(TypeOf(value.AsObject())).Append(";\n");
        }

        text.Append("}\n");
    }

    private static string TypeOf(JsonObject schema)
    {
        if (schema["$ref"] is { } reference) return ((string)reference!)[EventModel.Definitions.Length..];
        if (schema["enum"] is JsonArray names) return string.Join(" | ", names.Select(name => $"\"{name}\""));
        return (string?)schema["type"] switch
        {
            "string" => "string",
            "integer" or "number" => "number",
            "boolean" => "boolean",
            "array" => $"ReadonlyArray<{TypeOf(schema["items"]!.AsObject())}>",
            "object" when schema["additionalProperties"] is JsonObject values => $"Readonly<Record<string, {TypeOf(values)}>>",
            null => "unknown",
            var other => throw new NotSupportedException($"No TypeScript for a schema of type {other}."),
        };
    }

    private static void Comment(StringBuilder text, string indent, string? words)
    {
        if (indent.Length == 0) text.Append('\n');
        if (words is not null) text.Append(indent).Append("/** ").Append(words).Append(" */\n");
    }
}
