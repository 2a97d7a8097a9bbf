using System.Text.Json;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>What a tenant's and a session's life looks like (seed: session_updated, session_deleted, session_state).</summary>
internal static class SessionWords
{
    public static IReadOnlyList<Word> All { get; } =
    [
        Word.OfTenant<SessionCreated>("session_updated", (json, e) => Session(json, e.Session)),
        Word.OfTenant<SessionUpdated>("session_updated", (json, e) => Session(json, e.Session)),
        Word.OfTenant<SessionArchived>("session_updated", (json, e) => Session(json, e.Session)),
        Word.OfTenant<SessionUnarchived>("session_updated", (json, e) => Session(json, e.Session)),
        Word.OfTenant<SessionDeleted>("session_deleted", (json, e) => json.WriteString(Field.SessionId, e.SessionId)),
        Word.Of<SessionStateChanged>("session_state", (json, e) =>
        {
            json.WriteString(Field.SessionId, e.SessionId);
            json.WriteString(Field.State, e.State.Word());
            json.WriteIfGiven(Field.Reason, e.Reason);
        }),
    ];

    private static void Session(Utf8JsonWriter json, SessionMeta session)
    {
        json.WritePropertyName(Field.Session);
        json.WriteSession(session);
    }
}
