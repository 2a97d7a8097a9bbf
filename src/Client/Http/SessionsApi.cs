using System.Globalization;
using Carillon.Events;

namespace Carillon.Client.Http;

/// <summary>The paths and bodies of everything about sessions.</summary>
internal static class SessionsApi
{
    private static readonly ClientJson Json = ClientJson.Default;

    public static Task<SessionMeta> CreateAsync(ApiCaller api, string agentType, string? name, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Post, "/v1/sessions", ApiCaller.BodyOf(new NewSessionBody(agentType, name), Json.NewSessionBody), Json.SessionMeta, cancellationToken);

    public static Task<SessionMeta> GetAsync(ApiCaller api, string id, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Get, PathOf(id), null, Json.SessionMeta, cancellationToken);

    public static Task<SessionPage> ListAsync(ApiCaller api, bool includeArchived, int limit, string? next, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/v1/sessions?limit={limit}{(includeArchived ? "&includeArchived=true" : "")}");
        if (next is not null) path += $"&next={Uri.EscapeDataString(next)}";
        return api.SendAsync(HttpMethod.Get, path, null, Json.SessionPage, cancellationToken);
    }

    public static Task<SessionMeta> ChangeAsync(ApiCaller api, string id, string? name, bool? archived, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Patch, PathOf(id), ApiCaller.BodyOf(new ChangeSessionBody(name, archived), Json.ChangeSessionBody), Json.SessionMeta, cancellationToken);

    public static async Task DeleteAsync(ApiCaller api, string id, CancellationToken cancellationToken)
    {
        using var response = await api.SendAsync(HttpMethod.Delete, PathOf(id), null, cancellationToken);
    }

    public static Task<SessionSnapshot> SnapshotAsync(ApiCaller api, string id, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Get, $"{PathOf(id)}/snapshot", null, Json.SessionSnapshot, cancellationToken);

    public static Task<HistoryPage> HistoryAsync(ApiCaller api, string id, long after, int limit, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{PathOf(id)}/history?after={after}&limit={limit}");
        return api.SendAsync(HttpMethod.Get, path, null, Json.HistoryPage, cancellationToken);
    }

    public static async Task<string> RunTurnAsync(ApiCaller api, string id, Prompt prompt, CancellationToken cancellationToken)
    {
        var body = ApiCaller.BodyOf(prompt, Json.Prompt);
        return (await api.SendAsync(HttpMethod.Post, $"{PathOf(id)}/turns", body, Json.TurnAnswer, cancellationToken)).TurnId;
    }

    public static async Task<string> StopTurnAsync(ApiCaller api, string id, CancellationToken cancellationToken) =>
        (await api.SendAsync(HttpMethod.Post, $"{PathOf(id)}/stop", null, Json.TurnAnswer, cancellationToken)).TurnId;

    public static async Task<string> SteerAsync(ApiCaller api, string id, string content, CancellationToken cancellationToken)
    {
        var body = ApiCaller.BodyOf(new SteerBody(content), Json.SteerBody);
        return (await api.SendAsync(HttpMethod.Post, $"{PathOf(id)}/steer", body, Json.SteerAnswer, cancellationToken)).SteerId;
    }

    public static async Task<IReadOnlyList<PendingRequest>> PendingAsync(ApiCaller api, CancellationToken cancellationToken) =>
        (await api.SendAsync(HttpMethod.Get, "/v1/permissions", null, Json.PendingAnswer, cancellationToken)).Pending;

    public static Task<PermissionResolved> ResolveAsync(
        ApiCaller api, string id, string requestId, PermissionKind kind, CancellationToken cancellationToken) =>
        api.SendAsync(
            HttpMethod.Post,
            $"{PathOf(id)}/permissions/{Uri.EscapeDataString(requestId)}",
            ApiCaller.BodyOf(new ResolveBody(kind), Json.ResolveBody),
            Json.PermissionResolved,
            cancellationToken);

    public static Task<QuestionAnswered> AnswerAsync(
        ApiCaller api, string id, string requestId, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken) =>
        api.SendAsync(
            HttpMethod.Post,
            $"{PathOf(id)}/questions/{Uri.EscapeDataString(requestId)}",
            ApiCaller.BodyOf(new AnswerBody(answers), Json.AnswerBody),
            Json.QuestionAnswered,
            cancellationToken);

    public static async Task<IReadOnlyList<string>> ListAgentsAsync(ApiCaller api, CancellationToken cancellationToken) =>
        [.. (await api.SendAsync(HttpMethod.Get, "/v1/agents", null, Json.AgentsAnswer, cancellationToken)).Agents.Select(agent => agent.Name)];

    private static string PathOf(string sessionId) => $"/v1/sessions/{Uri.EscapeDataString(sessionId)}";
}
