using Carillon.Contracts.Sessions;
using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>Direct answers about sessions, their turns and their data (seed: session_list … events, steer_sent, stop_acknowledged).</summary>
internal static class SessionReplies
{
    /// <summary>The tenant's sessions; <c>next</c> is ours and stands there only when there are more.</summary>
    public static Frame List(Framing framing, IReadOnlyList<SessionMeta> sessions, string? next) =>
        Replies.Make(framing, "session_list", (sessions, next), static (json, e) =>
        {
            json.WriteStartArray("sessions");
            foreach (var session in e.sessions) json.WriteSession(session);
            json.WriteEndArray();
            if (e.next is not null) json.WriteString("next", e.next);
        });

    public static Frame Created(Framing framing, SessionMeta session) => Meta(framing, "session_created", session);

    public static Frame Archived(Framing framing, SessionMeta session) =>
        Meta(framing, session.Archived ? "session_archived" : "session_unarchived", session);

    public static Frame StopAcknowledged(Framing framing, string sessionId, string turnId) =>
        Replies.Make(framing, "stop_acknowledged", (sessionId, turnId), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteString(Field.TurnId, e.turnId);
        });

    public static Frame SteerSent(Framing framing, string sessionId, string steerId, string content) =>
        Replies.Make(framing, "steer_sent", (sessionId, steerId, content), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteString(Field.SteerId, e.steerId);
            json.WriteString(Field.Content, e.content);
        });

    /// <summary>For someone who follows no stream, so it has no number.</summary>
    public static Frame ApprovalResolved(Framing framing, PermissionResolved resolved, long ts) =>
        Replies.Make(framing, "approval_resolved", (resolved, ts), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.resolved.SessionId);
            json.WriteString(Field.RequestId, e.resolved.RequestId);
            json.WriteBoolean(Field.Approved, e.resolved.Approved);
            json.WriteNumber(Field.Ts, e.ts);
            json.WriteString(Field.Outcome, e.resolved.Outcome.Word());
        });

    /// <summary>A page of the conversation; turnId and seq are ours.</summary>
    public static Frame History(Framing framing, string sessionId, IReadOnlyList<HistoryItem> items) =>
        Replies.Make(framing, "history", (sessionId, items), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteStartArray("items");
            foreach (var item in e.items)
            {
                json.WriteStartObject();
                json.WriteHistoryFields(item);
                json.WriteIfGiven(Field.TurnId, item.TurnId);
                json.WriteNumber(Field.Seq, item.Seq);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    /// <summary>A page of what is kept of a session's stream; lastSeq (how far it reaches) and more are ours.</summary>
    public static Frame Events(Framing framing, string sessionId, EventPage page) =>
        Replies.Make(framing, "events", (sessionId, page), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteStartArray("events");
            foreach (var entry in e.page.Entries) e.page.Format.WriteElements(entry, json);
            json.WriteEndArray();
            json.WriteNumber(Field.LastSeq, e.page.LastSeq);
            json.WriteBoolean("more", e.page.More);
        });

    private static Frame Meta(Framing framing, string type, SessionMeta session) =>
        Replies.Make(framing, type, session, static (json, meta) =>
        {
            json.WritePropertyName(Field.Session);
            json.WriteSession(meta);
        });
}

/// <summary>A page of durable entries.</summary>
/// <param name="LastSeq">The last number the page speaks for.</param>
internal sealed record EventPage(DiminuendoFormat Format, IReadOnlyList<Entry> Entries, long LastSeq, bool More);
