using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Identity.Jwt;

/// <summary>
/// An issuer's keys: fetched when first needed, again when they are old, and once for an id that is not among them, as that is
/// how a new key first shows. However many tokens name unknown keys, the issuer is asked at most once in a while.
/// </summary>
internal sealed partial class JwksSource : IDisposable
{
    /// <summary>Keys older than this are fetched again before they are used.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>The least time from one fetch to the next.</summary>
    public static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(30);

    /// <summary>For how long keys are used that could not be fetched again.</summary>
    public static readonly TimeSpan MaxStale = TimeSpan.FromHours(1);

    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly TimeProvider _clock;
    private readonly ILogger<JwksSource> _logger;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _fetching = new(1);
    private KeySet? _keys;
    private long? _triedAt;

    public JwksSource(Uri address, TimeProvider clock, ILogger<JwksSource> logger)
    {
        _address = address;
        _clock = clock;
        _logger = logger;

        // Keys come from where the configuration says and from nowhere that place may point to.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = MaxAge, AutomaticDecompression = DecompressionMethods.All };
        _http = new HttpClient(handler) { Timeout = FetchTimeout, MaxResponseContentBufferSize = MaxBytes };
    }

    /// <summary>The key of this id; null when the issuer has none.</summary>
    /// <exception cref="KeysUnavailableException">The issuer's keys cannot be had.</exception>
    public async ValueTask<SigningKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var keys = Volatile.Read(ref _keys);
        if (keys is null || AgeOf(keys) >= MaxAge || !keys.ById.ContainsKey(id)) keys = await RefreshAsync(id, cancellationToken);
        if (keys is null || AgeOf(keys) >= MaxStale) throw new KeysUnavailableException();
        return keys.ById.GetValueOrDefault(id);
    }

    /// <summary>Whether the issuer still has a key that it had; true while it cannot be asked.</summary>
    public async ValueTask<bool> StillHasAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(id, cancellationToken) is not null;
        }
        catch (KeysUnavailableException)
        {
            return true;
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _fetching.Dispose();
    }

    /// <summary>Fetches the keys unless that was just tried; everyone who waits meanwhile gets the same answer.</summary>
    private async ValueTask<KeySet?> RefreshAsync(string wanted, CancellationToken cancellationToken)
    {
        await _fetching.WaitAsync(cancellationToken);
        try
        {
            var keys = _keys;
            if (keys is not null && AgeOf(keys) < MaxAge && keys.ById.ContainsKey(wanted)) return keys;
            if (_triedAt is { } tried && _clock.GetElapsedTime(tried) < LeastInterval) return keys;
            _triedAt = _clock.GetTimestamp();
            if (await FetchAsync(cancellationToken) is { } fetched) Volatile.Write(ref _keys, fetched);
            return _keys;
        }
        finally
        {
            _fetching.Release();
        }
    }

    private async Task<KeySet?> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(_address, cancellationToken);
            response.EnsureSuccessStatusCode();
            var keys = KeySetReader.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            LogFetched(_address, keys.Count);
            return new KeySet(keys, _clock.GetTimestamp());
        }
        catch (Exception exception) when (IsIssuers(exception) && !cancellationToken.IsCancellationRequested)
        {
            LogNotFetched(_address, exception);
            return null;
        }
    }

    /// <summary>The issuer's fault: not reached, too slow, or no key set (the last is text that is not of whole characters).</summary>
    private static bool IsIssuers(Exception exception) =>
        exception is HttpRequestException or TaskCanceledException or JsonException or InvalidOperationException;

    private TimeSpan AgeOf(KeySet keys) => _clock.GetElapsedTime(keys.FetchedAt);

    [LoggerMessage(4320, LogLevel.Debug, "{Count} signing keys were fetched from {Address}")]
    private partial void LogFetched(Uri address, int count);

    [LoggerMessage(4321, LogLevel.Error, "The signing keys could not be fetched from {Address}")]
    private partial void LogNotFetched(Uri address, Exception exception);

    private sealed record KeySet(IReadOnlyDictionary<string, SigningKey> ById, long FetchedAt);
}

/// <summary>The issuer's keys cannot be had, so nothing can be said about a token.</summary>
internal sealed class KeysUnavailableException() : Exception("The issuer's signing keys cannot be had.");
