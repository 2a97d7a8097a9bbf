using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Carillon.Client.Http;

/// <summary>Sends requests and turns refusals into <see cref="CarillonApiException"/>.</summary>
internal sealed class ApiCaller(CarillonClientOptions options) : IDisposable
{
    private readonly HttpClient _http = options.HttpClient ?? new HttpClient(new SocketsHttpHandler
    {
        // Addresses behind a name may change while a client lives for days.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    });

    public async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> json, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, body, cancellationToken);
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(content, json, cancellationToken)
            ?? throw new JsonException($"The server answered {method} {path} with null.");
    }

    /// <summary>Returns once the head of a good answer is there; the caller reads the rest and disposes it.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(options.BaseAddress, path)) { Content = body };
        if (options.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ReadProblemAsync(response, cancellationToken);
    }

    public static HttpContent BodyOf<T>(T value, JsonTypeInfo<T> json) => BodyOf(JsonSerializer.SerializeToUtf8Bytes(value, json));

    public static HttpContent BodyOf(byte[] json) =>
        new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    public void Dispose()
    {
        if (options.HttpClient is null) _http.Dispose();
    }

    private static async Task<CarillonApiException> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return Unknown(response.StatusCode);
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            var problem = await JsonSerializer.DeserializeAsync(content, ClientJson.Default.ProblemAnswer, cancellationToken);
            return problem?.Code is { } code
                ? new CarillonApiException(response.StatusCode, code, problem.Detail ?? problem.Title ?? code)
                : Unknown(response.StatusCode);
        }
        catch (JsonException)
        {
            return Unknown(response.StatusCode);
        }
    }

    private static CarillonApiException Unknown(HttpStatusCode status) =>
        new(status, "unknown", $"The server answered with HTTP {(int)status}; is there a Carillon server at this address?");
}
