using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Carillon.Contracts.Identity;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Identity.Tests;

/// <summary>A server in jwt mode beside its issuer, on a clock that a test moves.</summary>
internal sealed class JwtFixture : IAsyncDisposable
{
    private readonly IdentityFeature _feature;

    private JwtFixture(Issuer issuer)
    {
        Issuer = issuer;
        Key = issuer.AddRsa("one");
        var jwt = new JwtOptions(Issuer.Name, Issuer.Audience, issuer.JwksUri, TimeSpan.FromSeconds(60));
        _feature = IdentityFeature.Create(new IdentityOptions(IdentityMode.Jwt, "unused", jwt), Clock, NullLoggerFactory.Instance);
    }

    public ManualTimeProvider Clock { get; } = new();

    public Issuer Issuer { get; }

    public RSA Key { get; }

    public IAuthenticator Authenticator => _feature.Authenticator;

    public static async Task<JwtFixture> StartAsync() => new(await Issuer.StartAsync());

    public ValueTask<Authentication> AuthenticateAsync(string token, string address = "203.0.113.7") =>
        Authenticator.AuthenticateAsync(token, address, TestContext.Current.CancellationToken);

    /// <summary>A token of the first key, with some claims changed.</summary>
    public string Token(Action<JsonObject>? change = null)
    {
        var claims = Issuer.Claims(Clock.GetUtcNow());
        change?.Invoke(claims);
        return Issuer.Sign(Key, "one", claims);
    }

    /// <summary>The token is refused as not valid.</summary>
    public async Task RefusesAsync(string token)
    {
        var refused = await Assert.ThrowsAsync<CarillonException>(async () => await AuthenticateAsync(token));
        Assert.Equal(ErrorCode.Unauthenticated, refused.Code);
        Assert.Null(refused.RetryAfter);
    }

    public async ValueTask DisposeAsync()
    {
        await _feature.DisposeAsync();
        await Issuer.DisposeAsync();
        Key.Dispose();
    }
}
