using System.Text;
using System.Text.Json;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Dialects.Aleph.Rpc;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary><c>session.*</c> and its other spellings (spec: Aleph, section 10).</summary>
internal sealed class SessionCalls(AlephServices services)
{
    private const int PageSize = 1000;
    private const int MostExported = 10_000;

    /// <summary>The key that a call names; null when it names none. Errors: Invalid.</summary>
    public static SessionKey? KeyOf(Params given)
    {
        if (given.Text("session_key", "key") is not { } text) return null;
        return SessionKey.TryParse(text, out var key) ? key : throw Params.Wrong("session_key", "a key such as agent:main:main");
    }

    /// <summary><c>{filter: {agent_id, channel}, limit, offset}</c> → <c>{sessions[], total}</c>, newest first.</summary>
    public async ValueTask<Result> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var filter = call.Params.Inner("filter");
        var (agent, channel) = (filter.Text("agent_id"), filter.Text("channel"));
        var limit = (int)(call.Params.Number("limit", 1, PageSize) ?? 50);
        var offset = (int)(call.Params.Number("offset", 0, int.MaxValue) ?? 0);
        var (page, total) = agent is null && channel is null
            ? (await NewestAsync(call.Caller, (long)offset + limit, cancellationToken), await services.Sessions.CountAsync(call.Caller, cancellationToken))
            : Chosen(await NewestAsync(call.Caller, long.MaxValue, cancellationToken));
        return json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("sessions"u8);
            foreach (var session in page.Skip(offset).Take(limit))
            {
                json.WriteStartObject();
                WriteFields(json, session);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("total"u8, total);
            json.WriteEndObject();
        };

        (List<SessionMeta> Page, long Total) Chosen(List<SessionMeta> all)
        {
            var fitting = all.FindAll(Fits);
            return (fitting, fitting.Count);
        }

        bool Fits(SessionMeta session) =>
            (agent is null || session.AgentType.Equals(agent, StringComparison.OrdinalIgnoreCase) || AgentOf(session) == agent)
            && (channel is null || ChannelOf(session) == channel);
    }

    /// <summary><c>{session_key}</c> → the session with its counts.</summary>
    public async ValueTask<Result> GetAsync(Call call, CancellationToken cancellationToken)
    {
        var session = await FindAsync(call, cancellationToken);
        var size = await services.Sessions.ConversationEndAsync(call.Caller, session.Id, 0, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            WriteFields(json, session);
            json.WriteNumber("message_count"u8, size.Messages);
            WriteTokens(json, size);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{session_key, limit}</c> → <c>{messages[], total, token_count}</c>: the newest, oldest first.</summary>
    public async ValueTask<Result> HistoryAsync(Call call, CancellationToken cancellationToken)
    {
        var limit = (int)(call.Params.Number("limit", 1, PageSize) ?? 100);
        var session = await FindAsync(call, cancellationToken);
        var end = await services.Sessions.ConversationEndAsync(call.Caller, session.Id, limit, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("session_key"u8, session.Key);
            WriteMessages(json, end.Latest);
            json.WriteNumber("total"u8, end.Messages);
            WriteTokens(json, end);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{name, agent_id, session_key}</c> → <c>{session_key, name}</c>; without a key it is given one of its own.</summary>
    public async ValueTask<Result> CreateAsync(Call call, CancellationToken cancellationToken)
    {
        var name = call.Params.Text("name");
        var session = KeyOf(call.Params) is { } key
            ? await services.Keys.OpenAsync(call.Caller, key, name, cancellationToken)
            : await services.Sessions.CreateAsync(
                call.Caller, services.Keys.AgentTypeOf(call.Params.Text("agent_id", "agent") ?? SessionKey.MainAgent), name, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            WriteFields(json, session);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{session_key}</c> → <c>{deleted, session_key, messages_removed}</c>.</summary>
    public async ValueTask<Result> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        if (KeyOf(call.Params) is null) throw Params.Missing("session_key");
        var session = await FindAsync(call, cancellationToken);
        var size = await services.Sessions.ConversationEndAsync(call.Caller, session.Id, 0, cancellationToken);
        await call.Parking.WaitAsync(async () =>
        {
            await services.Sessions.DeleteAsync(call.Caller, session.Id, cancellationToken);
            return true;
        });
        return json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("deleted"u8, true);
            json.WriteString("session_key"u8, session.Key);
            json.WriteNumber("messages_removed"u8, size.Messages);
            json.WriteEndObject();
        };
    }

    /// <summary>
    /// <c>{session_key}</c> → <c>{session_key, compacted, messages_before, messages_after, tokens_before, tokens_after, facts_extracted,
    /// estimated}</c>. Nothing is extracted: what is left out of the agent's mind is still in the conversation.
    /// </summary>
    public async ValueTask<Result> CompactAsync(Call call, CancellationToken cancellationToken)
    {
        var session = await FindAsync(call, cancellationToken);
        var outcome = await call.Parking.WaitAsync(() => services.Compaction.CompactAsync(call.Caller, session.Id, cancellationToken));
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("session_key"u8, session.Key);
            json.WriteBoolean("compacted"u8, outcome.Compacted);
            json.WriteNumber("messages_before"u8, outcome.MessagesBefore);
            json.WriteNumber("messages_after"u8, outcome.MessagesAfter);
            json.WriteNumber("tokens_before"u8, outcome.TokensBefore);
            json.WriteNumber("tokens_after"u8, outcome.TokensAfter);
            json.WriteNumber("facts_extracted"u8, 0);
            json.WriteBoolean("estimated"u8, outcome.Estimated);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{session_key, format}</c> → <c>{session_key, format, content}</c>: JSON or Markdown, as text.</summary>
    public async ValueTask<Result> ExportAsync(Call call, CancellationToken cancellationToken)
    {
        var format = call.Params.Text("format") ?? "json";
        if (format is not ("json" or "markdown")) throw Params.Wrong("format", "json or markdown");
        var session = await FindAsync(call, cancellationToken);
        var messages = await MessagesAsync(call.Caller, session.Id, cancellationToken);
        var content = format == "json" ? ToJson(session, messages) : ToMarkdown(session, messages);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("session_key"u8, session.Key);
            json.WriteString("format"u8, format);
            json.WriteString("content"u8, content);
            json.WriteNumber("messages"u8, messages.Count);
            json.WriteEndObject();
        };
    }

    /// <summary><c>{session_key}</c> → <c>{session_key, message_count, token_count, token_count_estimated}</c>.</summary>
    public async ValueTask<Result> UsageAsync(Call call, CancellationToken cancellationToken)
    {
        var session = await FindAsync(call, cancellationToken);
        var size = await services.Sessions.ConversationEndAsync(call.Caller, session.Id, 0, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("session_key"u8, session.Key);
            json.WriteNumber("message_count"u8, size.Messages);
            WriteTokens(json, size);
            json.WriteEndObject();
        };
    }

    private async ValueTask<SessionMeta> FindAsync(Call call, CancellationToken cancellationToken)
    {
        // The code's chat.* methods mean the main session where none is named.
        var key = KeyOf(call.Params) ?? SessionKey.Main;
        return await services.Keys.FindAsync(call.Caller, key, cancellationToken)
            ?? throw new CarillonException(ErrorCode.SessionNotFound, $"Session not found: {key}");
    }

    private async ValueTask<List<SessionMeta>> NewestAsync(Caller caller, long count, CancellationToken cancellationToken)
    {
        var found = new List<SessionMeta>();
        string? next = null;
        do
        {
            var page = await services.Sessions.ListAsync(caller, new SessionQuery(IncludeArchived: true, (int)Math.Min(count - found.Count, PageSize), next), cancellationToken);
            found.AddRange(page.Sessions);
            next = page.Next;
        }
        while (next is not null && found.Count < count);
        return found;
    }

    /// <summary>The whole conversation. Errors: TooLarge.</summary>
    private async ValueTask<List<HistoryItem>> MessagesAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        var found = new List<HistoryItem>();
        while (true)
        {
            var after = found.Count == 0 ? 0 : found[^1].Seq;
            var page = await services.Sessions.HistoryAsync(caller, sessionId, after, PageSize, cancellationToken);
            found.AddRange(page);
            if (found.Count > MostExported)
                throw new CarillonException(ErrorCode.TooLarge, $"The session has more than {MostExported} messages, too many for one answer; its pages can be read over HTTP.");
            if (page.Count < PageSize) return found;
        }
    }

    private static void WriteFields(Utf8JsonWriter json, SessionMeta session)
    {
        json.WriteString("session_key"u8, session.Key);
        json.WriteString("session_id"u8, session.Id);
        json.WriteString("name"u8, session.Name);
        json.WriteString("agent_id"u8, session.AgentType);
        json.WriteString("channel"u8, ChannelOf(session));
        json.WriteString("status"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(session.Status.ToString()));
        json.WriteBoolean("archived"u8, session.Archived);
        json.WriteNumber("created_at"u8, session.CreatedAt);
        json.WriteNumber("updated_at"u8, session.UpdatedAt);
        if (session.LastActivityAt is { } last) json.WriteNumber("last_activity_at"u8, last);
        else json.WriteNull("last_activity_at"u8);
    }

    private static void WriteMessages(Utf8JsonWriter json, IEnumerable<HistoryItem> messages)
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, message.Id);
            json.WriteString("role"u8, message.Role);
            json.WriteString("content"u8, message.Content);
            json.WriteNumber("timestamp"u8, message.CreatedAt);
            json.WriteString("run_id"u8, message.TurnId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTokens(Utf8JsonWriter json, ConversationEnd conversation)
    {
        json.WriteNumber("token_count"u8, conversation.Tokens);
        json.WriteBoolean("token_count_estimated"u8, true);
    }

    private static string ToJson(SessionMeta session, IReadOnlyList<HistoryItem> messages)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            WriteFields(json, session);
            WriteMessages(json, messages);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string ToMarkdown(SessionMeta session, IReadOnlyList<HistoryItem> messages)
    {
        var text = new StringBuilder().Append("# ").Append(session.Name ?? session.Key).Append('\n');
        foreach (var message in messages)
        {
            text.Append("\n## ").Append(message.Role == "user" ? "User" : "Assistant").Append("\n\n").Append(message.Content).Append('\n');
        }

        return text.ToString();
    }

    private static string AgentOf(SessionMeta session) => SessionKey.TryParse(session.Key, out var key) ? key.Agent : SessionKey.MainAgent;

    /// <summary>The channel is a part of a key's form: <c>agent:{id}:{channel}:dm:{peer}</c> and the like.</summary>
    private static string? ChannelOf(SessionMeta session) => session.Key?.Split(':') switch
    {
        ["agent", _, var channel, "dm" or "group" or "channel" or "thread", ..] => channel,
        _ => null,
    };
}
