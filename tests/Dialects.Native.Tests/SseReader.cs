using System.Text;
using System.Text.Json.Nodes;

namespace Carillon.Dialects.Native.Tests;

/// <summary>Reads an event stream block by block, as text.</summary>
internal sealed class SseReader(HttpResponseMessage response, Stream body) : IDisposable
{
    private readonly StreamReader _lines = new(body, Encoding.UTF8);

    public HttpResponseMessage Response => response;

    public static async Task<SseReader> OpenAsync(HttpClient http, string path, CancellationToken cancellationToken, string? lastEventId = null, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        return new SseReader(response, await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    /// <summary>The next block, or null at the end.</summary>
    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        var block = new StringBuilder();
        while (await _lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0) return block.ToString();
            if (block.Length > 0) block.Append('\n');
            block.Append(line);
        }

        return null;
    }

    /// <summary>Skips to the first block that begins so.</summary>
    public async Task<string> UntilAsync(string start, CancellationToken cancellationToken)
    {
        while (true)
        {
            var block = await NextAsync(cancellationToken) ?? throw new EndOfStreamException($"No block began with '{start}'.");
            if (block.StartsWith(start, StringComparison.Ordinal)) return block;
        }
    }

    /// <summary>The next event's entry with its id, whatever blocks of other kinds stand before it.</summary>
    public async Task<(string? Id, JsonNode Entry)> EventAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var block = await NextAsync(cancellationToken) ?? throw new EndOfStreamException("No event came.");
            var lines = block.Split('\n');
            if (lines.Any(line => line.StartsWith("event:", StringComparison.Ordinal))) continue;
            if (lines.FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal)) is not { } data) continue;
            var id = lines.FirstOrDefault(line => line.StartsWith("id: ", StringComparison.Ordinal));
            return (id?[4..], JsonNode.Parse(data[6..])!);
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        response.Dispose();
    }
}
