using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Carillon.Client.Http;

/// <summary>The paths of everything about files.</summary>
internal static class FilesApi
{
    private static readonly ClientJson Json = ClientJson.Default;

    public static Task<FileListing> ListAsync(ApiCaller api, string id, string? path, int depth, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{PathOf(id)}?depth={depth}");
        if (path is not null) query += $"&path={Uri.EscapeDataString(path)}";
        return api.SendAsync(HttpMethod.Get, query, null, Json.FileListing, cancellationToken);
    }

    public static async Task<FileContent> ReadAsync(ApiCaller api, string id, string path, int? iteration, CancellationToken cancellationToken)
    {
        var query = $"{PathOf(id)}/content?path={Uri.EscapeDataString(path)}";
        if (iteration is { } number) query += string.Create(CultureInfo.InvariantCulture, $"&iteration={number}");
        var answer = await api.SendAsync(HttpMethod.Get, query, null, Json.FileAnswer, cancellationToken);
        return answer.Encoding switch
        {
            "utf-8" => new FileContent(answer.Path, Encoding.UTF8.GetBytes(answer.Content), IsText: true, answer.Iteration),
            "base64" => new FileContent(answer.Path, Convert.FromBase64String(answer.Content), IsText: false, answer.Iteration),
            var other => throw new JsonException($"A file came in an encoding that is not known: {other}."),
        };
    }

    public static Task<FileHistory> HistoryAsync(ApiCaller api, string id, string path, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Get, $"{PathOf(id)}/history?path={Uri.EscapeDataString(path)}", null, Json.FileHistory, cancellationToken);

    private static string PathOf(string sessionId) => $"/v1/sessions/{Uri.EscapeDataString(sessionId)}/files";
}
