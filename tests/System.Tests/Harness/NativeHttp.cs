using System.Net.Http.Json;
using System.Text.Json;

namespace Carillon.System.Tests.Harness;

/// <summary>The native HTTP API, as curl would use it.</summary>
public sealed class NativeHttp(CarillonProcess server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    /// <summary>Publishes one event and returns the number it was acknowledged with.</summary>
    public async Task<long> PublishAsync(string stream, object body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync($"/v1/streams/{stream}/events", body, cancellationToken);
        response.EnsureSuccessStatusCode();
        var entry = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return entry.GetProperty("seq").GetInt64();
    }

    /// <summary>Reads a whole stream, page by page.</summary>
    public async Task<List<JsonElement>> ReadAllAsync(string stream, CancellationToken cancellationToken)
    {
        var entries = new List<JsonElement>();
        for (long? after = 0; after is not null;)
        {
            var page = await _http.GetFromJsonAsync<JsonElement>($"/v1/streams/{stream}/events?after={after}&limit=1000", cancellationToken);
            entries.AddRange(page.GetProperty("events").EnumerateArray());
            after = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.Number ? next.GetInt64() : null;
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
