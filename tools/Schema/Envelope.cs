using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema;

/// <summary>One member of a wire object of the native surface.</summary>
/// <param name="Schema">A JSON Schema, in JSON.</param>
internal sealed record WireMember(string Name, bool Required, string Description, string Schema);

/// <summary>One wire object of the native surface.</summary>
/// <param name="Name">Its definition's name.</param>
internal sealed record WireShape(string Name, string Description, IReadOnlyList<WireMember> Members)
{
    public JsonObject ToSchema()
    {
        var properties = new JsonObject();
        foreach (var member in Members)
        {
            var schema = JsonNode.Parse(member.Schema)!.AsObject();
            schema.Insert(0, "description", member.Description);
            properties.Add(member.Name, schema);
        }

        return new JsonObject
        {
            ["description"] = Description,
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = JsonText.Array(Members.Where(member => member.Required).Select(member => member.Name)),
        };
    }
}

/// <summary>What stands around an event's data on the native surface, and what a follower is told beside events. The one place that says so outside that dialect.</summary>
internal static class Envelope
{
    private const string Text = """{ "type": "string" }""";
    private const string Whole = """{ "type": "integer", "minimum": 0 }""";

    public static WireShape Entry { get; } = new("Entry", "An event as it stands in a stream, whatever its type: custom types have this form too.",
    [
        new("stream", true, "The name of the stream it belongs to, such as `session:9f…`.", Text),
        new("seq", true, "Its number in the stream: from 1, strictly increasing, never used twice.", """{ "type": "integer", "minimum": 1 }"""),
        new("epoch", true, "Which life of the log the numbers belong to; it changes only when the log was lost or restored from a backup.", Whole),
        new("time", true, "When it was stamped, Unix milliseconds.", Whole),
        new("type", true, "Its topic.", Text),
        new("durable", true, "True when it is in the log and can be replayed; false when it is live only.", """{ "type": "boolean" }"""),
        new("data", true, "What it says.", "{}"),
        new("id", false, "The publisher's own id, when it gave one; unique in the stream.", Text),
        new("firstSeq", false, "The first number it stands for, where pieces of one text were joined for a slow reader.", Whole),
        new("labels", false, "What it is about and whom it names, beside its topic.", """{ "$ref": "#/$defs/Labels" }"""),
        new("cursor", false, "Follow after it to get everything that comes later; durable events only.", Text),
    ]);

    public static WireShape Labels { get; } = new("Labels", "Tags and mentions of an event.",
    [
        new("scopes", true, "Tags.", """{ "type": "array", "items": { "$ref": "#/$defs/Scope" } }"""),
        new("mentions", true, "Names or roles, without the at sign.", """{ "type": "array", "items": { "type": "string" } }"""),
    ]);

    public static WireShape Scope { get; } = new("Scope", "A tag that followers can ask for.",
    [
        new("type", true, "What kind of tag, such as `task`.", Text),
        new("value", true, "Which one.", Text),
    ]);

    /// <summary>What a follower is told beside events, by the name of the message.</summary>
    public static IReadOnlyDictionary<string, WireShape> Notices { get; } = new SortedDictionary<string, WireShape>(StringComparer.Ordinal)
    {
        ["cursor"] = new("CursorNotice", "Where the follower stands, before the first event.",
        [
            new("cursor", true, "Follow after it to get everything that comes later.", Text),
        ]),
        ["gap"] = new("Gap", "Numbers of a stream that this follower will not receive.",
        [
            new("stream", true, "The stream whose numbers are missing.", Text),
            new("from", true, "Exclusive: the last number that is not missing.", Whole),
            new("to", true, "Inclusive: the last number that is missing.", Whole),
            new("reason", true, "Why: they were live only and are gone, or this follower was too slow for them.", """{ "type": "string", "enum": ["not_kept", "too_slow"] }"""),
        ]),
        ["live"] = new("LiveNotice", "History is done; what follows is live.",
        [
            new("subscription", false, "Which one, on a connection that may have several.", Whole),
        ]),
        ["reset"] = new("ResetNotice", "The cursor that was given belongs to another log; everything follows from the beginning.",
        [
            new("epoch", true, "The life of the log from here on.", Whole),
            new("reason", true, "For people.", Text),
        ]),
        ["shutdown"] = new("ShutdownNotice", "The server stops: reconnect and resume.",
        [
            new("reason", true, "For people.", Text),
        ]),
    };

    public static IEnumerable<WireShape> All => [Entry, Labels, Scope, .. Notices.Values];
}
