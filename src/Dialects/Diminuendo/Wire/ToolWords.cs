using System.Text.Json;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>Tool calls and what commands print (seed: tool_*, terminal_*).</summary>
internal static class ToolWords
{
    public static IReadOnlyList<Word> All { get; } =
    [
        Word.Of<ToolCallStarted>("tool_call_start", (json, e) =>
        {
            Call(json, e.SessionId, e.TurnId, e.ToolCallId);
            json.WriteString(Field.ToolName, e.ToolName);
        }),
        Word.Of<ToolCallDelta>("tool_call_delta", (json, e) =>
        {
            Call(json, e.SessionId, e.TurnId, e.ToolCallId);
            json.WriteString(Field.Delta, e.Delta);
        }),
        Word.Of<ToolCalled>("tool_call", (json, e) =>
        {
            Call(json, e.SessionId, e.TurnId, e.ToolCallId);
            json.WriteString(Field.ToolName, e.ToolName);
            json.WritePropertyName(Field.Args);
            e.Args.WriteTo(json);
        }),
        Word.Of<ToolCompleted>("tool_result", (json, e) =>
        {
            Call(json, e.SessionId, e.TurnId, e.ToolCallId);
            json.WriteString(Field.Status, "success");
            json.WriteIfGiven(Field.Output, e.Output);
        }),
        Word.Of<ToolFailed>("tool_error", (json, e) =>
        {
            Call(json, e.SessionId, e.TurnId, e.ToolCallId);
            json.WriteString(Field.Error, e.Error);
        }),
        Word.Of<TerminalOutput>("terminal_stream", (json, e) =>
        {
            TurnWords.Turn(json, e.SessionId, e.TurnId);
            json.WriteString(Field.Data, e.Data);
        }),
        Word.Of<TerminalCompleted>("terminal_complete", (json, e) =>
        {
            TurnWords.Turn(json, e.SessionId, e.TurnId);
            json.WriteNumber(Field.ExitCode, e.ExitCode);
        }),
    ];

    private static void Call(Utf8JsonWriter json, string sessionId, string turnId, string toolCallId)
    {
        TurnWords.Turn(json, sessionId, turnId);
        json.WriteString(Field.ToolCallId, toolCallId);
    }
}
