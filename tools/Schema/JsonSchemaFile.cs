using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema;

/// <summary>The catalogue as one JSON Schema document: a definition per record, one per entry type, and all of them as alternatives.</summary>
internal static class JsonSchemaFile
{
    public const string Name = "events.schema.json";

    public static string Make(EventModel model)
    {
        var definitions = new JsonObject();
        foreach (var shape in Envelope.All) definitions.Add(shape.Name, shape.ToSchema());
        foreach (var shape in model.Events) definitions.Add(shape.Type, EntryOf(shape));
        foreach (var shape in model.Events) definitions.Add(shape.Record, shape.Data.DeepClone());
        foreach (var (name, part) in model.Parts) definitions.Add(name, part.DeepClone());

        return JsonText.Of(new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "urn:carillon:events",
            ["title"] = "Carillon events",
            ["description"] = "Every entry of a catalogue type. Made from the records in src/Events; do not edit. "
                + "A reader lets types and members pass that it does not know.",
            ["oneOf"] = new JsonArray([.. model.Events.Select(shape => (JsonNode)ReferTo(shape.Type))]),
            ["$defs"] = definitions,
        });
    }

    private static JsonObject EntryOf(EventShape shape) => new()
    {
        ["description"] = shape.Summary,
        ["allOf"] = new JsonArray(ReferTo(Envelope.Entry.Name)),
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject { ["const"] = shape.Type },
            ["durable"] = new JsonObject { ["const"] = shape.Durable },
            ["data"] = ReferTo(shape.Record),
        },
    };

    private static JsonObject ReferTo(string name) => new() { ["$ref"] = EventModel.Definitions + name };
}
