using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Carillon.Client.Http;
using Carillon.Events;

namespace Carillon.Client;

/// <summary>Permissions and questions. The first answer wins; every other one fails with <c>already_resolved</c>.</summary>
public sealed class ApprovalsClient
{
    private readonly ApiCaller _api;

    internal ApprovalsClient(ApiCaller api) => _api = api;

    /// <summary>What waits for an answer, oldest first.</summary>
    public Task<IReadOnlyList<PendingRequest>> PendingAsync(CancellationToken cancellationToken = default) =>
        SessionsApi.PendingAsync(_api, cancellationToken);

    /// <summary>Answers a permission. Errors: not_found, already_resolved.</summary>
    public Task<PermissionResolved> ResolveAsync(
        string sessionId, string requestId, PermissionKind kind, CancellationToken cancellationToken = default) =>
        SessionsApi.ResolveAsync(_api, sessionId, requestId, kind, cancellationToken);

    /// <summary>Answers a question. Errors: not_found, already_resolved, invalid.</summary>
    /// <param name="answers">Question id to answer.</param>
    public Task<QuestionAnswered> AnswerAsync(
        string sessionId, string requestId, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken = default) =>
        SessionsApi.AnswerAsync(_api, sessionId, requestId, answers, cancellationToken);
}

/// <summary>A permission or question that waits for an answer.</summary>
/// <param name="Type"><c>permission.requested</c> or <c>question.requested</c>.</param>
/// <param name="Data">The event's data.</param>
public sealed record PendingRequest(string Type, JsonElement Data)
{
    /// <summary>The data as its catalogue record, <see cref="PermissionRequested"/> or <see cref="QuestionRequested"/>; null for what this version does not know.</summary>
    public Event? Value => EventData.Decode(Type, JsonSerializer.SerializeToUtf8Bytes(Data, ClientJson.Default.JsonElement));

    /// <summary><see cref="Value"/>, and whether there is one.</summary>
    public bool TryDecode([NotNullWhen(true)] out Event? value) => (value = Value) is not null;
}
