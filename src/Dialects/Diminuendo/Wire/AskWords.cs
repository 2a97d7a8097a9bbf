using System.Text.Json;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>What the agent asks of people (seed: question_requested, permission_requested, approval_resolved).</summary>
internal static class AskWords
{
    public static IReadOnlyList<Word> All { get; } =
    [
        Word.Of<QuestionRequested>("question_requested", Question, (json, e) =>
        {
            json.WriteString(Field.TurnId, e.TurnId);
            json.WriteNumber(Field.ExpiresAt, e.ExpiresAt);
        }),
        Word.Of<PermissionRequested>("permission_requested", (json, e) =>
        {
            Request(json, e.SessionId, e.RequestId);
            json.WriteString(Field.ToolName, e.ToolName);
            json.WriteString(Field.Description, e.Description);
        }, PermissionExtras),
        Word.Of<PermissionResolved>("approval_resolved", (json, e) =>
        {
            Request(json, e.SessionId, e.RequestId);
            json.WriteBoolean(Field.Approved, e.Approved);
        }, (json, e) => json.WriteString(Field.Outcome, e.Outcome.Word())),
    ];

    private static void Request(Utf8JsonWriter json, string sessionId, string requestId)
    {
        json.WriteString(Field.SessionId, sessionId);
        json.WriteString(Field.RequestId, requestId);
    }

    private static void Question(Utf8JsonWriter json, QuestionRequested e)
    {
        Request(json, e.SessionId, e.RequestId);
        json.WriteStartArray(Field.Questions);
        foreach (var question in e.Questions)
        {
            json.WriteStartObject();
            json.WriteString(Field.Id, question.Id);
            json.WriteString(Field.Text, question.Text);
            json.WriteString(Field.Type, question.Type);
            if (question.Options is not null)
            {
                json.WriteStartArray(Field.Options);
                foreach (var option in question.Options) json.WriteStringValue(option);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteIfGiven(Field.Context, e.Context);
    }

    private static void PermissionExtras(Utf8JsonWriter json, PermissionRequested e)
    {
        json.WriteString(Field.TurnId, e.TurnId);
        json.WriteIfGiven(Field.ToolCallId, e.ToolCallId);
        json.WriteStartArray(Field.Options);
        foreach (var option in e.Options)
        {
            json.WriteStartObject();
            json.WriteString(Field.OptionId, option.OptionId);
            json.WriteString(Field.Name, option.Name);
            json.WriteString(Field.Kind, option.Kind.Word());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber(Field.ExpiresAt, e.ExpiresAt);
        json.WriteIfGiven(Field.Command, e.Command);
        if (e.RiskLevel is { } level) json.WriteString(Field.RiskLevel, level.Word());
    }
}
