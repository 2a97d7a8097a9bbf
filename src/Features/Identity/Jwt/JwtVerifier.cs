using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Carillon.Features.Identity.Jwt;

/// <summary>
/// Verifies JWTs (RFC 7519, 8725): signed with RS256 or ES256 by a key that the issuer publishes, for this audience, within
/// their time. A token holds until it expires or its key is withdrawn.
/// </summary>
internal sealed class JwtVerifier(JwtOptions options, JwksSource keys, TimeProvider clock) : IVerifier, IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = JwksSource.LeastInterval;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = 16 * 1024 };
    private readonly VerifiedTokens _verified = new(clock);

    public async ValueTask<Authentication?> RecallAsync(string token, CancellationToken cancellationToken) =>
        _verified.Find(token) is { } known && await known.IsStillValidAsync(cancellationToken) ? known : null;

    public async ValueTask<Authentication?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (TokenHeader.Read(token) is not { } header || await FindKeyAsync(header.KeyId, cancellationToken) is not { } key) return null;
        if (key.Algorithm != header.Algorithm) return null;
        var result = _handler.ValidateToken(token, RulesFor(key));
        if (!result.IsValid || result.SecurityToken is not JsonWebToken verified) return null;
        if (CallerClaims.Read(result.ClaimsIdentity) is not { } caller) return null;
        var authentication = Make(caller, key.Id, new DateTimeOffset(verified.ValidTo, TimeSpan.Zero));
        _verified.Add(token, authentication);
        return authentication;
    }

    public ValueTask DisposeAsync()
    {
        keys.Dispose();
        return _verified.DisposeAsync();
    }

    private async ValueTask<SigningKey?> FindKeyAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.FindAsync(id, cancellationToken);
        }
        catch (KeysUnavailableException exception)
        {
            // Not the peer's failure, so it does not count as one.
            throw new CarillonException(ErrorCode.Unauthenticated, "Tokens cannot be verified at the moment; try again later.", exception)
            {
                RetryAfter = RetryAfter,
            };
        }
    }

    private Authentication Make(Caller caller, string keyId, DateTimeOffset expires)
    {
        // An issuer may write any number for "never".
        var end = expires > DateTimeOffset.MaxValue - options.ClockSkew ? DateTimeOffset.MaxValue : expires + options.ClockSkew;
        return new Authentication(
            caller, end, async token => clock.GetUtcNow() < end && await keys.StillHasAsync(keyId, token));
    }

    private TokenValidationParameters RulesFor(SigningKey key) => new()
    {
        ValidIssuer = options.Issuer,
        ValidAudience = options.Audience,
        IssuerSigningKey = key.Key,
        ValidAlgorithms = [key.Algorithm],
        TryAllIssuerSigningKeys = false,
        LifetimeValidator = IsInTime,
    };

    private bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires is { } end && now - options.ClockSkew < end && (notBefore is not { } start || start <= now + options.ClockSkew);
    }
}
