using System.Text.Json;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>A turn, its text and its reasoning, what it used, and how people cut in (seed: turn_*, text_delta, message.*, thinking_*, usage_*).</summary>
internal static class TurnWords
{
    /// <summary>Said the same way in both variants.</summary>
    public static IReadOnlyList<Word> Shared { get; } =
    [
        Word.Of<TurnStarted>("turn_started", (json, e) => Turn(json, e.SessionId, e.TurnId)),
        Word.Of<TurnFailed>("turn_error", (json, e) =>
        {
            Turn(json, e.SessionId, e.TurnId);
            json.WriteString(Field.Message, e.Message);
            json.WriteString(Field.Code, e.Code);
        }),
        Word.Of<TurnCancelled>("stop_acknowledged", (json, e) => Turn(json, e.SessionId, e.TurnId)),
        Word.Of<TurnSteered>("steer_sent", (json, e) =>
        {
            json.WriteString(Field.SessionId, e.SessionId);
            json.WriteString(Field.SteerId, e.SteerId);
            json.WriteString(Field.Content, e.Content);
        }),
        Word.Of<TurnThinkingStarted>("thinking_start", (json, e) => Turn(json, e.SessionId, e.TurnId)),
        Word.Of<TurnThinkingDelta>("thinking_progress", (json, e) => Text(json, e.SessionId, e.TurnId, e.Text)),
        Word.Of<TurnThinkingCompleted>("thinking_complete", (json, e) => Turn(json, e.SessionId, e.TurnId)),
        Word.Of<UsageUpdated>("usage_update", Usage),
        Word.Of<UsageContext>("usage_context", (json, e) =>
        {
            Turn(json, e.SessionId, e.TurnId);
            json.WriteNumber(Field.ContextTokens, e.ContextTokens);
            json.WriteNumber(Field.MaxContextTokens, e.MaxContextTokens);
        }),
    ];

    /// <summary>The text in the original names.</summary>
    public static IReadOnlyList<Word> SnakeCase { get; } =
    [
        Word.Of<TurnTextDelta>("text_delta", (json, e) => Text(json, e.SessionId, e.TurnId, e.Text)),
        Word.Of<TurnCompleted>("turn_complete", Completed),
    ];

    /// <summary>The text in the dotted names; the message ends before its turn does.</summary>
    public static IReadOnlyList<Word> Dotted { get; } =
    [
        Word.Of<TurnTextDelta>("message.delta", (json, e) => Text(json, e.SessionId, e.TurnId, e.Text)),
        Word.Of<TurnCompleted>("message.complete", (json, e) => Text(json, e.SessionId, e.TurnId, e.FinalText)),
        Word.Of<TurnCompleted>("turn_complete", Completed),
    ];

    /// <summary>The two ids that nearly everything in a turn begins with.</summary>
    public static void Turn(Utf8JsonWriter json, string sessionId, string turnId)
    {
        json.WriteString(Field.SessionId, sessionId);
        json.WriteString(Field.TurnId, turnId);
    }

    private static void Text(Utf8JsonWriter json, string sessionId, string turnId, string text)
    {
        Turn(json, sessionId, turnId);
        json.WriteString(Field.Text, text);
    }

    private static void Completed(Utf8JsonWriter json, TurnCompleted e)
    {
        Turn(json, e.SessionId, e.TurnId);
        json.WriteString(Field.FinalText, e.FinalText);
    }

    private static void Usage(Utf8JsonWriter json, UsageUpdated e)
    {
        Turn(json, e.SessionId, e.TurnId);
        json.WriteString(Field.Model, e.Model);
        json.WriteString(Field.Provider, e.Provider);
        json.WriteNumberOrNull(Field.InputTokens, e.InputTokens);
        json.WriteNumberOrNull(Field.OutputTokens, e.OutputTokens);
        json.WriteNumberOrNull(Field.CachedTokens, e.CachedTokens);
        json.WriteNumberOrNull(Field.CostMicroDollars, e.CostMicroDollars);
    }
}
