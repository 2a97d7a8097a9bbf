using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Carillon.Contracts.Identity;
using Carillon.Core.Identity;
using Carillon.Features.Identity;
using Carillon.Server.Security;

namespace Carillon.Server.Configuration;

/// <summary>How peers prove who they are.</summary>
public sealed record IdentitySettings
{
    private const string DefaultTokensFile = "tokens.json";

    /// <summary><c>dev</c>: not at all, on the loopback address only. <c>tokens</c>: by an API key. <c>jwt</c>: by a JWT of an identity provider.</summary>
    public IdentityKind Mode { get; set; } = IdentityKind.Dev;

    /// <summary>The file of API keys; a relative path begins in the data folder, where it is <c>tokens.json</c> by default.</summary>
    public string? TokensFile { get; set; }

    /// <summary>Whose JWTs are taken.</summary>
    public JwtSettings? Jwt { get; set; }

    /// <summary>Whose owners and admins may see and change the configuration, and who hears of changes: a tenant's name.</summary>
    public string OperatorTenant { get; set; } = Caller.Dev.TenantId;

    /// <summary>Where the file of API keys is.</summary>
    /// <param name="dataDirectory">The data folder.</param>
    public string TokensPath(string dataDirectory) => Path.GetFullPath(TokensFile ?? DefaultTokensFile, Path.GetFullPath(dataDirectory));

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        if (!IdentityNames.IsTenantId(OperatorTenant)) yield return ("identity.operatorTenant", "1 to 128 of A-Z a-z 0-9 . _ -, not beginning with a dot");
        if (Mode != IdentityKind.Jwt) yield break;
        if (Jwt is null)
        {
            yield return ("identity.jwt", "the mode jwt needs issuer, audience and jwksUri");
            yield break;
        }

        if (string.IsNullOrWhiteSpace(Jwt.Issuer)) yield return ("identity.jwt.issuer", "name whose tokens are taken");
        if (string.IsNullOrWhiteSpace(Jwt.Audience)) yield return ("identity.jwt.audience", "name whom the tokens must be for");
        if (!IsSafe(Jwt.JwksUri)) yield return ("identity.jwt.jwksUri", "an https address (http on this machine only), as whoever changes the keys can be anyone");
    }

    internal IdentityOptions Options(string dataDirectory)
    {
        var mode = Mode switch
        {
            IdentityKind.Tokens => IdentityMode.Tokens,
            IdentityKind.Jwt => IdentityMode.Jwt,
            _ => IdentityMode.Dev,
        };
        var jwt = mode == IdentityMode.Jwt && Jwt is { } given
            ? new JwtOptions(given.Issuer, given.Audience, new Uri(given.JwksUri), TimeSpan.FromSeconds(given.ClockSkewSeconds))
            : null;
        return new IdentityOptions(mode, TokensPath(dataDirectory), jwt);
    }

    private static bool IsSafe(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && RequestGuard.IsLoopback(uri.Host)));
}

/// <summary>How peers prove who they are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IdentityKind>))]
public enum IdentityKind
{
    /// <summary>Not at all.</summary>
    [JsonStringEnumMemberName("dev")] Dev,

    /// <summary>By an API key.</summary>
    [JsonStringEnumMemberName("tokens")] Tokens,

    /// <summary>By a JWT.</summary>
    [JsonStringEnumMemberName("jwt")] Jwt,
}

/// <summary>Whose JWTs are taken.</summary>
public sealed record JwtSettings
{
    /// <summary>The <c>iss</c> claim, exactly.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>One of the <c>aud</c> claim.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Where the issuer publishes its keys.</summary>
    public string JwksUri { get; set; } = "";

    /// <summary>How far the issuer's clock may be from ours.</summary>
    [Range(0, 300)]
    public int ClockSkewSeconds { get; set; } = 60;
}
