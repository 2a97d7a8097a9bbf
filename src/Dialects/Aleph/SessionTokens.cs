using System.Security.Cryptography;
using System.Text;
using Carillon.Core.Identity;

namespace Carillon.Dialects.Aleph;

/// <summary>
/// Tokens that <c>connect</c> gives out, so that a client that comes back can show one in the place of its own (spec: Aleph, section 1.1):
/// each for a day at most, for as long as the credential it stands for holds, and until the server stops.
/// </summary>
internal sealed class SessionTokens(TimeProvider clock)
{
    private const string Prefix = "aleph_session_";
    private const int MostTokens = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();

    // By the token's hash: whoever reads this memory cannot connect with it.
    private readonly OrderedDictionary<string, (Authentication Shown, DateTimeOffset Ends)> _given = new(StringComparer.Ordinal);

    /// <summary>A new token for a credential, and when it ends.</summary>
    public (string Token, DateTimeOffset Ends) Give(Authentication shown)
    {
        var ends = clock.GetUtcNow() + Lifetime;
        if (shown.ExpiresAt < ends) ends = shown.ExpiresAt.Value;
        var token = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
        {
            if (_given.Count >= MostTokens) _given.RemoveAt(0);
            _given[HashOf(token)] = (shown, ends);
        }

        return (token, ends);
    }

    /// <summary>The credential that a token stands for; null when it is none of ours, or holds no more.</summary>
    public async ValueTask<Authentication?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        (Authentication Shown, DateTimeOffset Ends) given;
        lock (_gate)
        {
            if (!_given.TryGetValue(HashOf(token), out given)) return null;
        }

        if (given.Ends <= clock.GetUtcNow() || !await given.Shown.IsStillValidAsync(cancellationToken)) return null;
        return given.Shown;
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
