using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Carillon.Contracts.Sessions;
using Carillon.Dialects.Diminuendo.Tests.Gateway;
using Carillon.Features.Identity;
using Carillon.Features.Identity.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

/// <summary>JWTs of a real issuer, from the message that shows one to the end of what it allowed.</summary>
public sealed class IssuedTokenTests : IAsyncLifetime
{
    private static readonly TimeSpan KeysAreKept = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenFetches = TimeSpan.FromSeconds(30);

    private IdentityFeature? _identity;

    private Issuer Issuer { get; set; } = null!;

    private TestServer Server { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await Issuer.StartAsync();
        Server = await TestServer.StartAsync(clock =>
        {
            var jwt = new JwtOptions(Issuer.Name, Issuer.Audience, Issuer.JwksUri, TimeSpan.FromSeconds(60));
            _identity = IdentityFeature.Create(new IdentityOptions(IdentityMode.Jwt, "none", jwt), clock, NullLoggerFactory.Instance);
            return _identity.Authenticator;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (_identity is not null) await _identity.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    [Fact]
    public async Task Two_algorithms_are_taken_and_each_says_who_it_is()
    {
        using var rsa = Issuer.AddRsa("rsa");
        using var curve = Issuer.AddEllipticCurve("curve");

        foreach (var token in new[] { Issuer.Sign(rsa, "rsa", Claims()), Issuer.Sign(curve, "curve", Claims()) })
        {
            await using var client = await GreetAsync();
            Assert.Equal(
                """{"type":"authenticated","identity":{"userId":"auth0|ada","email":"ada@acme.test","tenantId":"acme"}}""",
                (await SayAsync(client, token)).ToJsonString());
        }

        Assert.Equal(1, Issuer.Asked);
    }

    [Fact]
    public async Task No_other_form_of_a_token_is_one()
    {
        using var rsa = Issuer.AddRsa("rsa");
        var encrypted = Base64Url.EncodeToString("""{"alg":"RSA-OAEP","enc":"A256GCM","kid":"rsa"}"""u8);
        var late = Claims();
        late["exp"] = Now.AddSeconds(-61).ToUnixTimeSeconds();
        await using var client = await GreetAsync();

        foreach (var token in new[]
        {
            Issuer.Sign(new JsonObject { ["alg"] = "none", ["kid"] = "rsa" }, Claims(), _ => []),
            Issuer.Sign(new JsonObject { ["alg"] = "HS256", ["kid"] = "rsa" }, Claims(), bytes => HMACSHA256.HashData(rsa.ExportSubjectPublicKeyInfo(), bytes)),
            $"{encrypted}.AAAA.AAAA.AAAA.AAAA",
            Issuer.Sign(rsa, "rsa", late),
            "car_" + new string('A', 43),
        })
        {
            Assert.Equal("AUTH_FAILED", (string?)(await SayAsync(client, token))["code"]);
        }

        await client.SayAsync("""{"type":"list_sessions"}""");
        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
    }

    [Fact]
    public async Task What_a_token_allowed_ends_when_it_has_expired_and_the_skew_is_over()
    {
        using var rsa = Issuer.AddRsa("rsa");
        var claims = Claims();
        claims["exp"] = Now.AddSeconds(-45).ToUnixTimeSeconds();
        await using var client = await GreetAsync();
        Assert.Equal("authenticated", (string?)(await SayAsync(client, Issuer.Sign(rsa, "rsa", claims)))["type"]);
        var session = await Server.CreateAsync("acme");
        await client.HearAsync("session_updated");
        await client.JoinAsync(session.Id);

        Server.Clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
        await Server.Features.RunAsync(Core.Identity.Caller.Gateway("acme"), session.Id, new TurnDraft("unheard"), TestContext.Current.CancellationToken);
        await client.HearNothingAsync();
    }

    [Fact]
    public async Task A_key_that_is_withdrawn_ends_its_tokens_and_a_new_one_s_are_taken()
    {
        using var old = Issuer.AddRsa("old");
        await using var client = await GreetAsync();
        await SayAsync(client, Issuer.Sign(old, "old", Claims()));

        Issuer.Withdraw("old");
        using var next = Issuer.AddEllipticCurve("next");
        Server.Clock.Advance(KeysAreKept);

        Assert.Equal("Unauthenticated", await client.HearErrorAsync());
        Assert.Equal("AUTH_FAILED", (string?)(await SayAsync(client, Issuer.Sign(old, "old", Claims())))["code"]);
        Server.Clock.Advance(BetweenFetches);
        Assert.Equal("authenticated", (string?)(await SayAsync(client, Issuer.Sign(next, "next", Claims())))["type"]);
    }

    private DateTimeOffset Now => Server.Clock.GetUtcNow();

    private JsonObject Claims() => Issuer.Claims(Now);

    private async Task<TestClient> GreetAsync()
    {
        var client = await Server.OpenAsync(caller: null);
        await client.HearAsync("welcome");
        await client.HearAsync("connected");
        return client;
    }

    private static async Task<JsonObject> SayAsync(TestClient client, string token)
    {
        await client.SayAsync(new JsonObject { ["type"] = "authenticate", ["token"] = token }.ToJsonString());
        return await client.HearAsync();
    }
}
