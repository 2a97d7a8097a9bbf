using System.Text;
using System.Text.Json.Nodes;

namespace Carillon.Tools.Schema;

/// <summary>The catalogue as a page for people: what each type says, and what each protocol calls it.</summary>
internal static class EventsPage
{
    private const string Head = """
        # Events

        Every type that Carillon itself emits. Made from the records in `src/Events` by `tools/Schema`; do not edit. The same
        facts for programs: [JSON Schema](../schema/events.schema.json), [AsyncAPI](../schema/asyncapi.json),
        [TypeScript](../schema/events.d.ts).

        A **durable** event is in the log before anyone hears of it and can be replayed. An **ephemeral** one is live only; it takes
        a number of its stream like any other, so a reader who missed it is told. Fields marked `?` may be absent; nothing is
        ever `null`. Clients may publish types of their own beside these; readers let pass what they do not know.


        """;

    private const string WordsHead = """
        ## One fact, every dialect

        A dialect without a word for a type leaves the event out (an empty cell). Aleph leaves nothing out: what it has no word for
        goes out under its own topic (in *italics*).

        | type | Aleph | agentOS | Diminuendo | Aragora | Thrum |
        |---|---|---|---|---|---|

        """;

    public static string Make(EventModel model)
    {
        var words = DialectWords.All.ToDictionary(line => line.Type, StringComparer.Ordinal);
        var page = new StringBuilder(Head);
        foreach (var family in model.Events.GroupBy(shape => shape.Type.Split('.')[0]))
        {
            page.Append($"## {family.Key}\n\n| type | kind | stream | what it says | fields |\n|---|---|---|---|---|\n");
            foreach (var shape in family) page.Append(LineOf(shape));
            page.Append('\n');
        }

        page.Append(WordsHead);
        foreach (var shape in model.Events) page.Append(LineOf(words[shape.Type]));

        page.Append("\n## Parts\n\nWhat events are made of.\n\n| name | what it is | fields |\n|---|---|---|\n");
        foreach (var (name, part) in model.Parts)
        {
            page.Append($"| <a id=\"{name.ToLowerInvariant()}\"></a>`{name}` | {part["description"]} | {FieldsOf(part)} |\n");
        }

        return page.ToString();
    }

    private static string LineOf(EventShape shape) =>
        $"| `{shape.Type}` | {(shape.Durable ? "durable" : "ephemeral")} | {shape.Stream.ToString().ToLowerInvariant()} | {shape.Summary} | {FieldsOf(shape.Data)} |\n";

    private static string LineOf(Words words)
    {
        var aleph = words.Aleph.Length == 0 ? $"*{words.Type}*" : words.Aleph;
        return $"| `{words.Type}` | {aleph} | {words.AgentOs} | {words.Diminuendo} | {words.Aragora} | {words.Thrum} |\n";
    }

    private static string FieldsOf(JsonObject schema)
    {
        if (schema["properties"] is not JsonObject members) return "";
        var required = schema["required"]?.AsArray().Select(name => (string)name!).ToHashSet() ?? [];
        return string.Join("<br>", members.Select(member => FieldOf(member.Key, member.Value!.AsObject(), required.Contains(member.Key))));
    }

    private static string FieldOf(string name, JsonObject schema, bool required)
    {
        var description = (string?)schema["description"];
        return $"`{name}{(required ? "" : "?")}` {TypeOf(schema)}{(description is null ? "" : $": {description}")}";
    }

    private static string TypeOf(JsonObject schema)
    {
        if (schema["$ref"] is { } reference)
        {
            var name = ((string)reference!)[EventModel.Definitions.Length..];
            return $"[{name}](#{name.ToLowerInvariant()})";
        }

        return (string?)schema["type"] switch
        {
            "array" => $"list of {TypeOf(schema["items"]!.AsObject())}",
            "object" when schema["additionalProperties"] is JsonObject values => $"map to {TypeOf(values)}",
            null => "any JSON",
            var plain => plain,
        };
    }
}
