using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Identity.Tokens;

/// <summary>
/// The API keys as the file has them now: it is looked at again when it was not for a second. A file that is gone holds no
/// keys; one that cannot be read leaves the keys as they were, as a slip of the hand must not lock everyone out.
/// </summary>
internal sealed partial class TokenBook(string path, TimeProvider clock, ILogger<TokenBook> logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly TokenFile _file = new(path, clock);
    private readonly Lock _gate = new();
    private FrozenDictionary<string, TokenRecord> _byHash = FrozenDictionary<string, TokenRecord>.Empty;
    private (DateTime Written, long Length) _seen;
    private long _lookedAt;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="TokenFileException">It is there and cannot be used.</exception>
    public void Open()
    {
        lock (_gate)
        {
            _lookedAt = clock.GetTimestamp();
            _seen = Look();
            Take(_file.Read());
            if (_byHash.Count == 0) LogEmpty(path);
        }
    }

    /// <summary>The record of a key that has not been revoked; it may have expired.</summary>
    public TokenRecord? Find(string hash)
    {
        lock (_gate)
        {
            Refresh();
            return _byHash.GetValueOrDefault(hash);
        }
    }

    private void Refresh()
    {
        if (clock.GetElapsedTime(_lookedAt) < LookInterval) return;
        _lookedAt = clock.GetTimestamp();
        var found = Look();
        if (found == _seen) return;
        _seen = found;
        try
        {
            Take(_file.Read());
            LogReread(path, _byHash.Count);
        }
        catch (IOException exception)
        {
            LogUnusable(path, exception);
        }
    }

    private void Take(IReadOnlyList<TokenRecord> records) =>
        _byHash = records.DistinctBy(record => record.Hash).ToFrozenDictionary(record => record.Hash, StringComparer.Ordinal);

    private (DateTime Written, long Length) Look()
    {
        var info = new FileInfo(path);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }

    [LoggerMessage(4310, LogLevel.Warning, "There are no API keys in {Path} yet: nobody can connect. Make one with 'carillon token create'")]
    private partial void LogEmpty(string path);

    [LoggerMessage(4311, LogLevel.Information, "{Path} has changed and was read again: {Count} API keys")]
    private partial void LogReread(string path, int count);

    [LoggerMessage(4312, LogLevel.Error, "{Path} has changed and cannot be used: the API keys stay as they were")]
    private partial void LogUnusable(string path, Exception exception);
}
