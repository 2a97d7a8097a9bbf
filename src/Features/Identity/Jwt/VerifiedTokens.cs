using System.Security.Cryptography;
using System.Text;
using Carillon.Core.Identity;

namespace Carillon.Features.Identity.Jwt;

/// <summary>
/// Tokens verified lately, by the SHA-256 of their text: at most 10,000, each until it expires and for 5 minutes at most. When
/// it is full the first that came goes; every minute the expired go (spec: Diminuendo, section 7).
/// </summary>
internal sealed class VerifiedTokens : IAsyncDisposable
{
    /// <summary>The most that are kept.</summary>
    public const int Capacity = 10_000;

    /// <summary>The longest one is kept.</summary>
    public static readonly TimeSpan MaxLife = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _order = [];
    private readonly TimeProvider _clock;
    private readonly ITimer _sweep;

    public VerifiedTokens(TimeProvider clock)
    {
        _clock = clock;
        _sweep = clock.CreateTimer(static self => ((VerifiedTokens)self!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _kept.Count;
        }
    }

    /// <summary>A token verified before; null when it was not, or too long ago.</summary>
    public Authentication? Find(string token)
    {
        var key = KeyOf(token);
        var now = _clock.GetUtcNow();
        lock (_gate) return _kept.TryGetValue(key, out var kept) && now < kept.Until ? kept.Authentication : null;
    }

    /// <summary>A token was verified; one that has expired already is not kept.</summary>
    public void Add(string token, Authentication authentication)
    {
        var now = _clock.GetUtcNow();
        var until = now + MaxLife;
        if (authentication.ExpiresAt is { } end && end < until) until = end;
        if (until <= now) return;
        var key = KeyOf(token);
        lock (_gate)
        {
            if (_kept.TryGetValue(key, out var known)) Drop(known);
            else if (_kept.Count == Capacity) Drop(_kept[_order.First!.Value]);
            _kept[key] = new Kept(authentication, until, _order.AddLast(key));
        }
    }

    public ValueTask DisposeAsync() => _sweep.DisposeAsync();

    private void Sweep()
    {
        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            foreach (var kept in _kept.Values.Where(kept => now >= kept.Until).ToList()) Drop(kept);
        }
    }

    private void Drop(Kept kept)
    {
        _kept.Remove(kept.Node.Value);
        _order.Remove(kept.Node);
    }

    private static string KeyOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private sealed record Kept(Authentication Authentication, DateTimeOffset Until, LinkedListNode<string> Node);
}
