using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Carillon.Events;

namespace Carillon.Tools.Schema;

/// <summary>One catalogue type with the schema of its data.</summary>
/// <param name="Type">The topic.</param>
/// <param name="Record">The record's name, which names its definition as well.</param>
internal sealed record EventShape(string Type, string Record, StreamKind Stream, bool Durable, string Summary, JsonObject Data);

/// <summary>The catalogue as JSON Schema, which everything else is made from.</summary>
/// <param name="Events">In the order of their topics.</param>
/// <param name="Parts">Records and enumerations that events are made of, by name.</param>
internal sealed record EventModel(IReadOnlyList<EventShape> Events, IReadOnlyDictionary<string, JsonObject> Parts)
{
    /// <summary>Where a definition is found inside the schema file.</summary>
    public const string Definitions = "#/$defs/";

    public static EventModel Read(XmlDocs docs)
    {
        var parts = new PartCollector(docs);
        var events = Catalogue.All
            .Select(type => new EventShape(
                type.Type,
                type.ClrType.Name,
                type.Stream,
                type.Durability == Durability.Durable,
                docs.Summary(type.ClrType),
                parts.Export(type.Json)))
            .ToList();
        return new EventModel(events, parts.Collect());
    }

    /// <summary>Exports types; what stands inside another type becomes a reference, exported once on its own.</summary>
    private sealed class PartCollector(XmlDocs docs)
    {
        private readonly Queue<JsonTypeInfo> _waiting = new();
        private readonly HashSet<Type> _seen = [];

        public JsonObject Export(JsonTypeInfo type) => type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Transform,
        }).AsObject();

        public SortedDictionary<string, JsonObject> Collect()
        {
            var parts = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
            while (_waiting.TryDequeue(out var type)) parts.Add(type.Type.Name, type.Type.IsEnum ? EnumOf(type) : Export(type));
            return parts;
        }

        private JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
        {
            var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
            var isPart = context.Path.Length > 0 && (type.IsEnum || context.TypeInfo.Kind == JsonTypeInfoKind.Object);
            var schema = isPart ? ReferTo(type) : Plain(node);
            if (context.Path.Length == 0) Describe(schema, docs.Summary(type));
            else if (context.PropertyInfo is { } member && context.Path[^2] == "properties") Describe(schema, docs.Member(member.DeclaringType, member.Name));
            return schema;
        }

        private JsonObject ReferTo(Type type)
        {
            if (_seen.Add(type)) _waiting.Enqueue(EventJson.Default.GetTypeInfo(type)!);
            return new JsonObject { ["$ref"] = Definitions + type.Name };
        }

        /// <summary>Absent is the only way to say nothing: members without a value are not written, so the schema knows no null.</summary>
        private static JsonObject Plain(JsonNode node)
        {
            if (node is not JsonObject schema) return [];
            schema.Remove("default");
            if (schema["type"] is JsonArray types) schema["type"] = types.Select(type => (string)type!).Single(type => type != "null");
            return schema;
        }

        private JsonObject EnumOf(JsonTypeInfo type)
        {
            var names = new JsonArray();
            var description = docs.Summary(type.Type);
            foreach (var value in Enum.GetValues(type.Type))
            {
                var name = JsonSerializer.SerializeToNode(value, type)!;
                names.Add(name);
                description += $" `{name}`: {docs.Value(type.Type, value.ToString()!)}";
            }

            return new JsonObject { ["description"] = description, ["type"] = "string", ["enum"] = names };
        }

        private static void Describe(JsonObject schema, string? text)
        {
            if (text is not null) schema.Insert(0, "description", text);
        }
    }
}
