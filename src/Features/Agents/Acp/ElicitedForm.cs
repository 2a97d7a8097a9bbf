using System.Text.Json;
using Carillon.Events;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Acp;

/// <summary>A form that an agent wants people to fill in (ACP: <c>elicitation/create</c>, mode <c>form</c>), as questions and back.</summary>
internal sealed class ElicitedForm
{
    private const int MaxFields = 100;

    private readonly IReadOnlyList<FormField> _fields;

    private ElicitedForm(IReadOnlyList<FormField> fields, IReadOnlyList<Question> questions, string? context)
    {
        _fields = fields;
        Questions = questions;
        Context = context;
    }

    public IReadOnlyList<Question> Questions { get; }

    /// <summary>What the agent says about the whole form.</summary>
    public string? Context { get; }

    /// <exception cref="RpcException">It is no form, or has fields of a kind that nobody here can be asked for.</exception>
    public static ElicitedForm Read(JsonElement parameters)
    {
        if (parameters.GetText("mode") is not (null or "form")) throw Wrong("only forms can be asked for here");
        var schema = parameters.GetMember("requestedSchema") ?? throw Wrong("'requestedSchema' is missing");
        var message = parameters.GetText("message") is { Length: > 0 } said ? said : schema.GetText("title");
        var fields = new Dictionary<string, FormField>(StringComparer.Ordinal);
        if (schema.GetMember("properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (var property in properties.EnumerateObject()) fields[property.Name] = FormField.Read(property.Name, property.Value);
        }

        if (fields.Count > MaxFields) throw Wrong($"a form has at most {MaxFields} fields");
        return fields.Count == 0
            ? new ElicitedForm([], [FormField.Consent(message ?? "May I go on?")], context: null)
            : new ElicitedForm([.. fields.Values], [.. fields.Values.Select(field => field.Question)], message);
    }

    /// <summary>What the agent is answered.</summary>
    /// <param name="answers">By question, in the form of its type; null when nobody answered.</param>
    public RpcBody Reply(IReadOnlyDictionary<string, string>? answers)
    {
        if (answers is null) return Action("cancel");
        if (_fields.Count == 0 && answers.Values.Contains("false")) return Action("decline");
        return new RpcBody(json =>
        {
            json.WriteStartObject();
            json.WriteString("action", "accept");
            json.WriteStartObject("content");
            foreach (var field in _fields)
            {
                if (answers.TryGetValue(field.Question.Id, out var answer)) field.WriteAnswer(json, answer);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static RpcBody Action(string word) => new(json =>
    {
        json.WriteStartObject();
        json.WriteString("action", word);
        json.WriteEndObject();
    });

    private static RpcException Wrong(string why) => new(RpcCode.InvalidParams, why);
}
