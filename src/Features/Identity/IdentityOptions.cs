namespace Carillon.Features.Identity;

/// <summary>How peers prove who they are.</summary>
public enum IdentityMode
{
    /// <summary>Not at all: whoever reaches the server is the developer. For the loopback address only.</summary>
    Dev,

    /// <summary>By an API key of a file.</summary>
    Tokens,

    /// <summary>By a JWT of an identity provider.</summary>
    Jwt,
}

/// <summary>What the room is made with.</summary>
/// <param name="TokensFile">Used by <see cref="IdentityMode.Tokens"/>.</param>
/// <param name="Jwt">Needed by <see cref="IdentityMode.Jwt"/>.</param>
public sealed record IdentityOptions(IdentityMode Mode, string TokensFile, JwtOptions? Jwt = null);

/// <summary>Whose JWTs are taken.</summary>
/// <param name="Issuer">The <c>iss</c> claim, exactly.</param>
/// <param name="Audience">One of the <c>aud</c> claim.</param>
/// <param name="JwksUri">Where the issuer publishes its keys (RFC 7517).</param>
/// <param name="ClockSkew">How far the issuer's clock may be from ours.</param>
public sealed record JwtOptions(string Issuer, string Audience, Uri JwksUri, TimeSpan ClockSkew);
