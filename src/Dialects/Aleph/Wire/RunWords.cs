using System.Globalization;
using System.Text;
using System.Text.Json;
using Carillon.Contracts.Sessions;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Wire;

/// <summary>Runs and what is heard of them while they go on (seed: "Streaming Events", "Agent Events"). A run is a turn.</summary>
internal static class RunWords
{
    // Kinds of reasoning steps (spec: Aleph, section 3.2); agents say what they think, not of which kind it is.
    private const string Analysis = "analysis";
    private const string Planning = "planning";

    public static IReadOnlyList<Word> All { get; } =
    [
        Word.Of<TurnStarted>("agent.started", (json, e) => Run(json, e.TurnId, KeyOf(e))),
        Word.Of<TurnStarted>("stream.start", (json, e) => Run(json, e.TurnId)),
        Word.Of<TurnTextDelta>("stream.chunk", (json, e) =>
        {
            Run(json, e.TurnId);
            json.WriteString(Field.Content, e.Text);
        }),
        Word.Of<TurnThinkingDelta>("stream.thinking", (json, e) => Thinking(json, e.TurnId, Analysis, e.Text, isFinal: false)),
        Word.Of<TurnThinkingCompleted>("stream.thinking", (json, e) => Thinking(json, e.TurnId, Analysis, "", isFinal: true), (json, e) => json.WriteString("step", e.Text)),
        Word.Of<TurnPlanUpdated>("stream.thinking", (json, e) => Thinking(json, e.TurnId, Planning, PlanText(e.Steps), isFinal: true)),
        Word.Of<ToolCalled>("stream.tool_start", (json, e) =>
        {
            Run(json, e.TurnId);
            json.WriteString(Field.ToolName, e.ToolName);
            json.WritePropertyName(Field.Args);
            e.Args.WriteTo(json);
            json.WriteString(Field.ToolId, e.ToolCallId);
        }),
        Word.Of<ToolCompleted>("stream.tool_end", (json, e) => ToolEnd(json, e.TurnId, e.ToolName, new ToolResult(true, e.Output, null), e.DurationMs, e.ToolCallId)),
        Word.Of<ToolFailed>("stream.tool_end", (json, e) => ToolEnd(json, e.TurnId, e.ToolName, new ToolResult(false, null, e.Error), e.DurationMs, e.ToolCallId)),
        Word.Of<QuestionRequested>("stream.ask_user", AskUser),
        Word.Of<TurnCompleted>("stream.end", (json, e) => Run(json, e.TurnId), (json, e) => json.WriteString(Field.Content, e.FinalText)),
        Word.Of<TurnCompleted>("agent.completed", (json, e) =>
        {
            Run(json, e.TurnId, e.SessionKey ?? SessionKey.Of(SessionKey.MainAgent, e.SessionId).Text);
            WriteNumberOrNull(json, Field.TokensUsed, e.Tokens is null ? null : (e.Tokens.Input ?? 0) + (e.Tokens.Output ?? 0));
            json.WriteNumber(Field.DurationMs, e.DurationMs);
        }),
        Word.Of<TurnFailed>("stream.end", (json, e) => Run(json, e.TurnId), (json, e) => json.WriteString(Field.Content, e.Text ?? "")),
        Word.Of<TurnFailed>("agent.error", (json, e) =>
        {
            Run(json, e.TurnId);
            json.WriteString(Field.Error, e.Message);
        }),
        Word.Of<TurnCancelled>("stream.end", (json, e) => Run(json, e.TurnId), (json, e) => json.WriteString(Field.Content, e.Text ?? "")),
        Word.Of<TurnCancelled>("agent.cancelled", (json, e) => Run(json, e.TurnId)),
    ];

    public static void WriteNumberOrNull(Utf8JsonWriter json, JsonEncodedText name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static void Run(Utf8JsonWriter json, string runId) => json.WriteString(Field.RunId, runId);

    private static void Run(Utf8JsonWriter json, string runId, string sessionKey)
    {
        Run(json, runId);
        json.WriteString(Field.SessionKey, sessionKey);
    }

    // Logs from before sessions had keys do not say them.
    private static string KeyOf(TurnStarted e) => e.SessionKey ?? SessionKey.Of(e.AgentType, e.SessionId).Text;

    private static void Thinking(Utf8JsonWriter json, string runId, string stepType, string content, bool isFinal)
    {
        Run(json, runId);
        json.WriteString(Field.StepType, stepType);
        json.WriteString(Field.Content, content);
        json.WriteBoolean("is_final", isFinal);
    }

    private static void ToolEnd(Utf8JsonWriter json, string runId, string tool, ToolResult result, long durationMs, string toolId)
    {
        Run(json, runId);
        json.WriteString(Field.ToolName, tool);
        json.WriteStartObject(Field.Result);
        json.WriteBoolean("success", result.Success);
        json.WriteString("output", result.Output);
        json.WriteString(Field.Error, result.Error);
        json.WriteEndObject();
        json.WriteNumber(Field.DurationMs, durationMs);
        json.WriteString(Field.ToolId, toolId);
    }

    private static void AskUser(Utf8JsonWriter json, QuestionRequested e)
    {
        var first = e.Questions.Count > 0 ? e.Questions[0] : null;
        Run(json, e.TurnId);
        json.WriteString("question", first?.Text ?? e.Context ?? "");
        json.WriteStartArray("options");
        foreach (var option in first?.Options ?? []) json.WriteStringValue(option);
        json.WriteEndArray();
        json.WriteString(Field.Id, e.RequestId);
        json.WriteStartArray("questions");
        foreach (var question in e.Questions)
        {
            json.WriteStartObject();
            json.WriteString(Field.Id, question.Id);
            json.WriteString("text", question.Text);
            json.WriteString("type", question.Type);
            json.WriteStartArray("options");
            foreach (var option in question.Options ?? []) json.WriteStringValue(option);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("expires_at", e.ExpiresAt);
    }

    private static string PlanText(IReadOnlyList<PlanStep> steps)
    {
        var text = new StringBuilder();
        for (var i = 0; i < steps.Count; i++)
        {
            var mark = steps[i].Status switch
            {
                "completed" => "done",
                "in_progress" => "now",
                _ => "to do",
            };
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : "\n")}{i + 1}. {steps[i].Content} ({mark})");
        }

        return text.ToString();
    }

    private readonly record struct ToolResult(bool Success, string? Output, string? Error);
}
