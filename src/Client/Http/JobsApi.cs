using System.Globalization;

namespace Carillon.Client.Http;

/// <summary>The paths and bodies of everything about scheduled jobs.</summary>
internal static class JobsApi
{
    private const string Root = "/v1/cron/jobs";
    private static readonly ClientJson Json = ClientJson.Default;

    public static Task<Job> CreateAsync(ApiCaller api, JobMembers members, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Post, Root, ApiCaller.BodyOf(members, Json.JobMembers), Json.Job, cancellationToken);

    public static Task<Job> GetAsync(ApiCaller api, string id, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Get, PathOf(id), null, Json.Job, cancellationToken);

    public static Task<JobPage> ListAsync(ApiCaller api, JobFilter filter, int limit, string? next, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{Root}?limit={limit}");
        if (filter.Enabled is { } enabled) path += $"&enabled={(enabled ? "true" : "false")}";
        if (filter.AgentId is { } agent) path += $"&agentId={Uri.EscapeDataString(agent)}";
        foreach (var tag in filter.Tags ?? []) path += $"&tags={Uri.EscapeDataString(tag)}";
        if (next is not null) path += $"&next={Uri.EscapeDataString(next)}";
        return api.SendAsync(HttpMethod.Get, path, null, Json.JobPage, cancellationToken);
    }

    public static Task<Job> UpdateAsync(ApiCaller api, string id, JobMembers members, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Patch, PathOf(id), ApiCaller.BodyOf(members, Json.JobMembers), Json.Job, cancellationToken);

    public static async Task DeleteAsync(ApiCaller api, string id, CancellationToken cancellationToken)
    {
        using var response = await api.SendAsync(HttpMethod.Delete, PathOf(id), null, cancellationToken);
    }

    public static Task<JobRun> TriggerAsync(ApiCaller api, string id, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Post, $"{PathOf(id)}/trigger", null, Json.JobRun, cancellationToken);

    /// <param name="change"><c>pause</c> or <c>resume</c>.</param>
    public static Task<Job> ChangeAsync(ApiCaller api, string id, string change, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Post, $"{PathOf(id)}/{change}", null, Json.Job, cancellationToken);

    public static Task<JobRunPage> RunsAsync(ApiCaller api, string id, int limit, string? next, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{PathOf(id)}/runs?limit={limit}");
        if (next is not null) path += $"&next={Uri.EscapeDataString(next)}";
        return api.SendAsync(HttpMethod.Get, path, null, Json.JobRunPage, cancellationToken);
    }

    public static Task<JobRun> GetRunAsync(ApiCaller api, string id, string runId, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Get, $"{PathOf(id)}/runs/{Uri.EscapeDataString(runId)}", null, Json.JobRun, cancellationToken);

    private static string PathOf(string jobId) => $"{Root}/{Uri.EscapeDataString(jobId)}";
}
