using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carillon.Contracts.Sessions;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;
using Carillon.Events;

namespace Carillon.Dialects.Native.Calls;

/// <summary>Everything about sessions, whatever way the request came.</summary>
internal sealed class SessionCalls(NativeServices services)
{
    public async ValueTask<Answer> CreateAsync(Caller caller, CreateSessionParams wanted, CancellationToken cancellationToken)
    {
        var session = await services.Sessions.CreateAsync(caller, Invalid.Required(wanted.AgentType, "agentType"), wanted.Name, cancellationToken);
        return new Answer(201, Of(session, AnswersJson.Default.SessionMeta));
    }

    public async ValueTask<Answer> ListAsync(Caller caller, ListSessionsParams wanted, CancellationToken cancellationToken)
    {
        var query = new SessionQuery(wanted.IncludeArchived, Invalid.Limit(wanted.Limit), wanted.Next);
        return Answer.Ok(Of(await services.Sessions.ListAsync(caller, query, cancellationToken), AnswersJson.Default.SessionPage));
    }

    public async ValueTask<Answer> GetAsync(Caller caller, SessionParams wanted, CancellationToken cancellationToken) =>
        Answer.Ok(Of(await services.Sessions.GetAsync(caller, IdOf(wanted.SessionId), cancellationToken), AnswersJson.Default.SessionMeta));

    public async ValueTask<Answer> UpdateAsync(Caller caller, UpdateSessionParams wanted, CancellationToken cancellationToken)
    {
        var id = IdOf(wanted.SessionId);
        SessionMeta? session = null;
        if (wanted.Name is { } name) session = await services.Sessions.RenameAsync(caller, id, name, cancellationToken);
        if (wanted.Archived is { } archived) session = await services.Sessions.ArchiveAsync(caller, id, archived, cancellationToken);
        return Answer.Ok(Of(session ?? throw Invalid.Because("Give a 'name', 'archived', or both."), AnswersJson.Default.SessionMeta));
    }

    public async ValueTask<Answer> DeleteAsync(Caller caller, SessionParams wanted, CancellationToken cancellationToken)
    {
        await services.Sessions.DeleteAsync(caller, IdOf(wanted.SessionId), cancellationToken);
        return Answer.Nothing;
    }

    public async ValueTask<Answer> SnapshotAsync(Caller caller, SessionParams wanted, CancellationToken cancellationToken)
    {
        var snapshot = await services.Sessions.SnapshotAsync(caller, IdOf(wanted.SessionId), cancellationToken);
        return Answer.Ok(json => WriteSnapshot(json, snapshot));
    }

    public async ValueTask<Answer> HistoryAsync(Caller caller, HistoryParams wanted, CancellationToken cancellationToken)
    {
        var limit = Invalid.Limit(wanted.Limit);
        var items = await services.Sessions.HistoryAsync(
            caller, IdOf(wanted.SessionId), Invalid.After(wanted.After), limit, cancellationToken);
        return Answer.Ok(json =>
        {
            json.WriteStartObject();
            WriteHistory(json, "history"u8, items);
            if (items.Count == limit) json.WriteNumber("next"u8, items[^1].Seq);
            else json.WriteNull("next"u8);
            json.WriteEndObject();
        });
    }

    public async ValueTask<Answer> RunTurnAsync(Caller caller, RunTurnParams wanted, CancellationToken cancellationToken)
    {
        var draft = new TurnDraft(Invalid.Required(wanted.Text, "text"), wanted.Model, wanted.Thinking);
        var turnId = await services.Turns.RunAsync(caller, IdOf(wanted.SessionId), draft, cancellationToken);
        return new Answer(202, Id("turnId", turnId));
    }

    public async ValueTask<Answer> StopTurnAsync(Caller caller, SessionParams wanted, CancellationToken cancellationToken) =>
        Answer.Ok(Id("turnId", await services.Turns.StopAsync(caller, IdOf(wanted.SessionId), cancellationToken)));

    public async ValueTask<Answer> SteerAsync(Caller caller, SteerParams wanted, CancellationToken cancellationToken)
    {
        var content = Invalid.Required(wanted.Content, "content");
        return Answer.Ok(Id("steerId", await services.Turns.SteerAsync(caller, IdOf(wanted.SessionId), content, cancellationToken)));
    }

    public async ValueTask<Answer> PendingAsync(Caller caller, NoParams none, CancellationToken cancellationToken)
    {
        var pending = await services.Approvals.PendingAsync(caller, cancellationToken);
        return Answer.Ok(json =>
        {
            json.WriteStartObject();
            WritePending(json, pending.Select(request => (Catalogue.Of(request).Type, (ReadOnlyMemory<byte>)Catalogue.Encode(request))));
            json.WriteEndObject();
        });
    }

    public async ValueTask<Answer> ResolveAsync(Caller caller, ResolveParams wanted, CancellationToken cancellationToken)
    {
        var kind = Invalid.Required(wanted.Kind, "kind");
        if (!Enum.IsDefined(kind)) throw Invalid.Because("'kind' must be allow_once, allow_always, reject_once or reject_always.");
        var resolved = await services.Approvals.ResolveAsync(
            caller, IdOf(wanted.SessionId), Invalid.Required(wanted.RequestId, "requestId"), kind, cancellationToken);
        return Answer.Ok(Of(resolved));
    }

    public async ValueTask<Answer> AnswerAsync(Caller caller, AnswerParams wanted, CancellationToken cancellationToken)
    {
        var answers = Invalid.Required(wanted.Answers, "answers");
        var answered = await services.Approvals.AnswerAsync(
            caller, IdOf(wanted.SessionId), Invalid.Required(wanted.RequestId, "requestId"), answers, cancellationToken);
        return Answer.Ok(Of(answered));
    }

    /// <summary>Names only: a command line or an environment may hold what is nobody's business.</summary>
    public ValueTask<Answer> AgentsAsync(Caller caller, NoParams none, CancellationToken cancellationToken) => new(Answer.Ok(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("agents"u8);
        foreach (var agent in services.Agents.Definitions)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, agent.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static string IdOf(string? sessionId) => Invalid.Required(sessionId, "sessionId");

    private static Action<Utf8JsonWriter> Of<T>(T value, JsonTypeInfo<T> type) => json => JsonSerializer.Serialize(json, value, type);

    private static Action<Utf8JsonWriter> Of(Event value) => json => json.WriteRawValue(Catalogue.Encode(value), skipInputValidation: true);

    private static Action<Utf8JsonWriter> Id(string name, string id) => json =>
    {
        json.WriteStartObject();
        json.WriteString(name, id);
        json.WriteEndObject();
    };

    private static void WriteSnapshot(Utf8JsonWriter json, SessionSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WritePropertyName("session"u8);
        JsonSerializer.Serialize(json, snapshot.Session, AnswersJson.Default.SessionMeta);
        json.WriteNumber("seq"u8, snapshot.Seq);
        if (snapshot.CurrentTurn is { } turn)
        {
            json.WritePropertyName("currentTurn"u8);
            JsonSerializer.Serialize(json, turn, AnswersJson.Default.TurnSnapshot);
        }

        WriteHistory(json, "recentHistory"u8, snapshot.RecentHistory);
        WritePending(json, snapshot.Pending.Select(entry => (entry.Type, entry.Data)));
        if (snapshot.Sandbox is { } sandbox)
        {
            json.WritePropertyName("sandbox"u8);
            JsonSerializer.Serialize(json, sandbox, AnswersJson.Default.SandboxSnapshot);
        }

        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<HistoryItem> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items) JsonSerializer.Serialize(json, item, AnswersJson.Default.HistoryItem);
        json.WriteEndArray();
    }

    private static void WritePending(Utf8JsonWriter json, IEnumerable<(string Type, ReadOnlyMemory<byte> Data)> pending)
    {
        json.WriteStartArray("pending"u8);
        foreach (var (type, data) in pending)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WritePropertyName("data"u8);
            json.WriteRawValue(data.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
