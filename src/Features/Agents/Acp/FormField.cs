using System.Text.Json;
using Carillon.Events;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Acp;

/// <summary>One field of a form: the question that asks for it, and how its answer is written for the agent.</summary>
/// <param name="Values">What the agent calls each option that people are shown.</param>
internal sealed record FormField(Question Question, IReadOnlyDictionary<string, string> Values)
{
    private static readonly Dictionary<string, string> NoValues = [];

    /// <summary>A form without fields asks for consent.</summary>
    public static Question Consent(string text) => new("confirm", text, "confirm");

    /// <exception cref="RpcException">Nobody here can be asked for a field of this type.</exception>
    public static FormField Read(string name, JsonElement schema) => schema.GetText("type") switch
    {
        "string" => OptionsOf(schema, "oneOf") is { Count: > 0 } options ? Choice(name, schema, "choice", options) : Plain(name, schema, "text"),
        "array" => Choice(name, schema, "multi_choice", OptionsOf(schema.GetMember("items") ?? default, "anyOf")),
        "boolean" => Plain(name, schema, "confirm"),
        "number" or "integer" => Plain(name, schema, "number"),
        var type => throw new RpcException(RpcCode.InvalidParams, $"'{name}' has the type '{type}', which cannot be asked for"),
    };

    /// <summary>Writes the answer under the field's name; it has the form of the question's type.</summary>
    public void WriteAnswer(Utf8JsonWriter json, string answer)
    {
        json.WritePropertyName(Question.Id);
        switch (Question.Type)
        {
            case "confirm":
                json.WriteBooleanValue(answer == "true");
                break;
            case "number":
                json.WriteRawValue(answer);
                break;
            case "multi_choice":
                using (var chosen = JsonDocument.Parse(answer))
                {
                    json.WriteStartArray();
                    foreach (var option in chosen.RootElement.EnumerateArray()) json.WriteStringValue(ValueOf(option.GetString()!));
                    json.WriteEndArray();
                }

                break;
            default:
                json.WriteStringValue(ValueOf(answer));
                break;
        }
    }

    private string ValueOf(string shown) => Values.GetValueOrDefault(shown, shown);

    private static FormField Plain(string name, JsonElement schema, string type) => new(new Question(name, TextOf(name, schema), type), NoValues);

    private static FormField Choice(string name, JsonElement schema, string type, List<(string Value, string Title)> options)
    {
        // Titles that say the same would leave open which one was meant.
        var byTitle = options.Select(option => option.Title).Distinct(StringComparer.Ordinal).Count() == options.Count;
        var values = options.DistinctBy(option => option.Value).ToDictionary(option => byTitle ? option.Title : option.Value, option => option.Value);
        return new FormField(new Question(name, TextOf(name, schema), type, [.. values.Keys]), values);
    }

    private static List<(string Value, string Title)> OptionsOf(JsonElement schema, string titled)
    {
        var options = schema.GetItems("enum").Select(item => item.AsText()).OfType<string>().Select(text => (text, text)).ToList();
        foreach (var option in schema.GetItems(titled))
        {
            if (option.GetText("const") is { } value) options.Add((value, option.GetText("title") ?? value));
        }

        return options;
    }

    private static string TextOf(string name, JsonElement schema) => (schema.GetText("title"), schema.GetText("description")) switch
    {
        (null, null) => name,
        (null, { } description) => description,
        ({ } title, null) => title,
        ({ } title, { } description) => $"{title}: {description}",
    };
}
