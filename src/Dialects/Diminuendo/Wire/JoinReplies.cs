using System.Text.Json;
using Carillon.Contracts.Sessions;
using Carillon.Core.Connections;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>What a newcomer to a session is shown (seed: state_snapshot, stream_snapshot, replay_complete).</summary>
internal static class JoinReplies
{
    /// <summary>Everything to draw the screen; <c>seq</c> is ours and says which number it is true at.</summary>
    public static Frame State(Framing framing, SessionSnapshot snapshot, int subscribers) =>
        Replies.Make(framing, "state_snapshot", (snapshot, subscribers), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.snapshot.Session.Id);
            json.WritePropertyName(Field.Session);
            json.WriteSession(e.snapshot.Session);
            WriteTurn(json, e.snapshot.CurrentTurn);
            json.WriteStartArray("recentHistory");
            foreach (var item in e.snapshot.RecentHistory)
            {
                json.WriteStartObject();
                json.WriteHistoryFields(item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("subscriberCount", e.subscribers);
            WriteSandbox(json, e.snapshot.Sandbox);
            json.WriteNumber(Field.Seq, e.snapshot.Seq);
        });

    /// <summary>The running turn with everything that streamed so far.</summary>
    public static Frame Stream(Framing framing, string sessionId, TurnSnapshot turn) =>
        Replies.Make(framing, "stream_snapshot", (sessionId, turn), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteString(Field.TurnId, e.turn.TurnId);
            json.WriteString(Field.TextSoFar, e.turn.TextSoFar);
            json.WriteString("thinkingSoFar", e.turn.ThinkingSoFar);
            json.WriteStartArray("toolCalls");
            foreach (var call in e.turn.ToolCalls)
            {
                json.WriteStartObject();
                json.WriteString(Field.ToolCallId, call.ToolCallId);
                json.WriteString(Field.ToolName, call.ToolName);
                json.WriteString(Field.Status, call.Status);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    public static Frame ReplayComplete(Framing framing, string sessionId, long lastSeq) =>
        Replies.Make(framing, "replay_complete", (sessionId, lastSeq), static (json, e) =>
        {
            json.WriteString(Field.SessionId, e.sessionId);
            json.WriteNumber(Field.LastSeq, e.lastSeq);
        });

    private static void WriteTurn(Utf8JsonWriter json, TurnSnapshot? turn)
    {
        if (turn is null)
        {
            json.WriteNull("currentTurn");
            return;
        }

        json.WriteStartObject("currentTurn");
        json.WriteString(Field.TurnId, turn.TurnId);
        json.WriteString(Field.TextSoFar, turn.TextSoFar);
        json.WriteNumber("startedAt", turn.StartedAt);
        json.WriteEndObject();
    }

    private static void WriteSandbox(Utf8JsonWriter json, SandboxSnapshot? sandbox)
    {
        if (sandbox is null)
        {
            json.WriteNull(Field.Sandbox);
            return;
        }

        json.WriteStartObject(Field.Sandbox);
        json.WriteString(Field.Provider, sandbox.Provider);
        json.WriteString(Field.Status, sandbox.Status);
        json.WriteEndObject();
    }
}
