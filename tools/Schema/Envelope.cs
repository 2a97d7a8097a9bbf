using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema;

/// <summary>One member of what stands around an event's data on the native surface.</summary>
/// <param name="Schema">A JSON Schema in JSON.</param>
internal sealed record EnvelopeMember(string Name, bool Required, string Description, string Schema);

/// <summary>An entry as the native API writes it, and the announcement of a gap. The one place that says so outside that dialect.</summary>
internal static class Envelope
{
    private const string Text = """{ "type": "string" }""";
    private const string Whole = """{ "type": "integer", "minimum": 0 }""";

    public static IReadOnlyList<EnvelopeMember> Entry { get; } =
    [
        new("stream", true, "The name of the stream it belongs to, such as `session:9f…`.", Text),
        new("seq", true, "Its number in the stream: from 1, strictly increasing, never used twice.", """{ "type": "integer", "minimum": 1 }"""),
        new("epoch", true, "Which life of the log the numbers belong to; it changes only when the log was lost or restored from a backup.", Whole),
        new("time", true, "When it was committed, Unix milliseconds.", Whole),
        new("type", true, "Its topic.", Text),
        new("durable", true, "True when it is in the log and can be replayed; false when it is live only.", """{ "type": "boolean" }"""),
        new("data", true, "What it says.", "{}"),
        new("id", false, "The publisher's own id, when it gave one; unique in the stream.", Text),
        new("firstSeq", false, "The first number it stands for, where pieces of one text were joined for a slow reader.", Whole),
        new("scopes", false, "Tags.", """
            { "type": "array", "items": { "type": "object", "properties": { "type": { "type": "string" }, "value": { "type": "string" } }, "required": ["type", "value"] } }
            """),
        new("mentions", false, "Names or roles it is addressed to, without the at sign.", """{ "type": "array", "items": { "type": "string" } }"""),
    ];

    public static IReadOnlyList<EnvelopeMember> Gap { get; } =
    [
        new("stream", true, "The stream whose numbers are missing.", Text),
        new("from", true, "Exclusive: the last number that is not missing.", Whole),
        new("to", true, "Inclusive: the last number that is missing.", Whole),
        new("reason", true, "Why: they were live only and are gone, or this reader was too slow for them.", """{ "type": "string", "enum": ["not_kept", "too_slow"] }"""),
    ];

    public static JsonObject SchemaOf(string description, IReadOnlyList<EnvelopeMember> members)
    {
        var properties = new JsonObject();
        foreach (var member in members)
        {
            var schema = JsonNode.Parse(member.Schema)!.AsObject();
            schema.Insert(0, "description", member.Description);
            properties.Add(member.Name, schema);
        }

        return new JsonObject
        {
            ["description"] = description,
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = JsonText.Array(members.Where(member => member.Required).Select(member => member.Name)),
        };
    }
}
