using System.Net.ServerSentEvents;
using System.Text.Json;
using Carillon.Client.Http;

namespace Carillon.Client.Following;

/// <summary>One connection's worth of following, opened by the first read.</summary>
internal sealed class FollowConnection(ApiCaller api, CarillonClientOptions options) : IAsyncDisposable
{
    private HttpResponseMessage? _response;
    private IAsyncEnumerator<SseItem<FollowItem?>>? _items;

    /// <summary>The next item, or null when the server ended the stream.</summary>
    public async ValueTask<FollowItem?> ReadAsync(FollowRequest request, FollowPosition position, CancellationToken cancellationToken)
    {
        var items = _items ??= await OpenAsync(request, position, cancellationToken);
        while (await items.MoveNextAsync())
        {
            if (items.Current.Data is { } item) return item;
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_items is not null) await _items.DisposeAsync();
        _response?.Dispose();
    }

    private async Task<IAsyncEnumerator<SseItem<FollowItem?>>> OpenAsync(FollowRequest request, FollowPosition position, CancellationToken cancellationToken)
    {
        _response = await api.SendAsync(HttpMethod.Get, FollowQuery.PathOf(request, position.After), null, cancellationToken);
        var body = await _response.Content.ReadAsStreamAsync(cancellationToken);
        var guarded = new SilenceLimit(body, options.Reconnect.SilenceTimeout, options.Clock);
        return SseParser.Create(guarded, Parse).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Kinds of block that this version does not know are passed over.</summary>
    private static FollowItem? Parse(string kind, ReadOnlySpan<byte> data) => kind switch
    {
        SseParser.EventTypeDefault => new FollowedEvent(EntryReader.Read(data.ToArray())),
        "gap" => JsonSerializer.Deserialize(data, ClientJson.Default.GapData) is { } gap
            ? new FollowedGap(gap.Stream, gap.From, gap.To, gap.Reason)
            : null,
        "reset" => JsonSerializer.Deserialize(data, ClientJson.Default.ResetData) is { } reset ? new FollowedReset(reset.Epoch, reset.Reason) : null,
        "live" => new FollowedLive(),
        "cursor" => JsonSerializer.Deserialize(data, ClientJson.Default.CursorData) is { } point ? new FollowedCursor(point.Cursor) : null,
        _ => null,
    };
}
