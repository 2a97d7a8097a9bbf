using System.Text.Json;

namespace Carillon.System.Tests.Harness;

/// <summary>Follows events by the native event stream, from the beginning of the log.</summary>
public sealed class EventFollower : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly StreamReader _lines;

    private EventFollower(HttpClient http, StreamReader lines)
    {
        _http = http;
        _lines = lines;
    }

    /// <summary>Begins to follow topics of every stream, with commas between them.</summary>
    public static async Task<EventFollower> StartAsync(CarillonProcess server, string topics, CancellationToken cancellationToken)
    {
        var http = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        var lines = new StreamReader(await http.GetStreamAsync($"/v1/events?topics={topics}&after=start", cancellationToken));
        return new EventFollower(http, lines);
    }

    /// <summary>The next event, as <c>type data</c>.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var line = await _lines.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException("The server ended the stream.");
            if (!line.StartsWith("data:", StringComparison.Ordinal)) continue;
            var entry = JsonElement.Parse(line["data:".Length..]);
            if (entry.TryGetProperty("type", out var type)) return $"{type.GetString()} {entry.GetProperty("data").GetRawText()}";
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
