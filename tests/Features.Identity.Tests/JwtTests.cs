using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Carillon.Core.Identity;

namespace Carillon.Features.Identity.Tests;

public sealed class JwtTests
{
    [Fact]
    public async Task A_token_signed_with_RS256_says_who_and_where_and_what()
    {
        await using var server = await JwtFixture.StartAsync();

        var authentication = await server.AuthenticateAsync(server.Token());

        Assert.True(server.Authenticator.RequiresCredentials);
        Assert.Equal(new Caller("auth0|ada", "acme", Role.Admin, "ada@acme.test"), authentication.Caller);
        Assert.Equal(server.Clock.GetUtcNow().AddMinutes(11), authentication.ExpiresAt);
    }

    [Fact]
    public async Task A_token_signed_with_ES256_is_taken_as_well()
    {
        await using var server = await JwtFixture.StartAsync();
        using var key = server.Issuer.AddEllipticCurve("curve");

        var authentication = await server.AuthenticateAsync(Issuer.Sign(key, "curve", Issuer.Claims(server.Clock.GetUtcNow())));

        Assert.Equal("acme", authentication.Caller.TenantId);
    }

    [Theory]
    [InlineData("iss", "https://other.test/")]
    [InlineData("aud", "another")]
    [InlineData("sub", "")]
    [InlineData("sub", null)]
    [InlineData("tenant_id", null)]
    [InlineData("tenant_id", "../acme")]
    [InlineData("exp", null)]
    public async Task A_token_for_someone_else_or_of_someone_else_or_of_nobody_is_refused(string claim, string? value)
    {
        await using var server = await JwtFixture.StartAsync();

        await server.RefusesAsync(server.Token(claims =>
        {
            if (value is null) claims.Remove(claim);
            else claims[claim] = value;
        }));
        await server.AuthenticateAsync(server.Token());
    }

    [Fact]
    public async Task An_audience_may_be_one_of_several()
    {
        await using var server = await JwtFixture.StartAsync();

        await server.AuthenticateAsync(server.Token(claims => claims["aud"] = new JsonArray("another", Issuer.Audience)));
    }

    [Theory]
    [InlineData("""{"role":"owner"}""", Role.Owner)]
    [InlineData("""{"roles":["viewer","billing_admin"]}""", Role.BillingAdmin)]
    [InlineData("""{"roles":"member"}""", Role.Member)]
    [InlineData("""{"roles":["emperor"]}""", Role.Viewer)]
    [InlineData("{}", Role.Viewer)]
    public async Task The_most_powerful_known_role_counts_and_without_one_there_is_only_reading(string given, Role expected)
    {
        await using var server = await JwtFixture.StartAsync();

        var authentication = await server.AuthenticateAsync(server.Token(claims =>
        {
            claims.Remove("role");
            foreach (var (name, value) in JsonNode.Parse(given)!.AsObject()) claims[name] = value?.DeepClone();
        }));

        Assert.Equal(expected, authentication.Caller.Role);
    }

    [Theory]
    [InlineData(-59, true)]
    [InlineData(-60, false)]
    public async Task A_token_may_have_expired_by_less_than_the_skew(int seconds, bool taken)
    {
        await using var server = await JwtFixture.StartAsync();
        var token = server.Token(claims => claims["exp"] = server.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds());

        if (taken) await server.AuthenticateAsync(token);
        else await server.RefusesAsync(token);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public async Task A_token_may_begin_later_by_no_more_than_the_skew(int seconds, bool taken)
    {
        await using var server = await JwtFixture.StartAsync();
        var token = server.Token(claims => claims["nbf"] = server.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds());

        if (taken) await server.AuthenticateAsync(token);
        else await server.RefusesAsync(token);
    }

    [Fact]
    public async Task A_token_that_ends_at_the_end_of_time_is_no_fault()
    {
        await using var server = await JwtFixture.StartAsync();

        var authentication = await server.AuthenticateAsync(server.Token(claims => claims["exp"] = 253402300799));

        Assert.True(await authentication.IsStillValidAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_two_algorithms_are_taken()
    {
        await using var server = await JwtFixture.StartAsync();
        using var curve = server.Issuer.AddEllipticCurve("curve");
        var claims = Issuer.Claims(server.Clock.GetUtcNow());
        var publicKey = server.Key.ExportSubjectPublicKeyInfo();

        foreach (var name in new[] { "none", "None", "NONE", "" })
        {
            await server.RefusesAsync(Issuer.Sign(new JsonObject { ["alg"] = name, ["kid"] = "one" }, claims, _ => []));
        }

        // The oldest trick: the public key as the secret of a symmetric algorithm.
        await server.RefusesAsync(Issuer.Sign(new JsonObject { ["alg"] = "HS256", ["kid"] = "one" }, claims, bytes => HMACSHA256.HashData(publicKey, bytes)));
        await server.RefusesAsync(Issuer.Sign(
            new JsonObject { ["alg"] = "RS512", ["kid"] = "one" }, claims, bytes => server.Key.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)));
        await server.RefusesAsync(Issuer.Sign(
            new JsonObject { ["alg"] = "PS256", ["kid"] = "one" }, claims, bytes => server.Key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)));
        await server.RefusesAsync(Issuer.Sign(new JsonObject { ["alg"] = "ES256", ["kid"] = "one" }, claims, bytes => curve.SignData(bytes, HashAlgorithmName.SHA256)));
    }

    [Fact]
    public async Task An_encrypted_token_is_refused_before_anyone_opens_it()
    {
        await using var server = await JwtFixture.StartAsync();
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF","kid":"one"}"""));

        await server.RefusesAsync($"{header}.AAAA.AAAA.AAAA.AAAA");

        Assert.Equal(0, server.Issuer.Asked);
    }

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"one","crit":["x"],"x":1}""")]
    [InlineData("""{"alg":"RS256","kid":"one","b64":false}""")]
    [InlineData("""{"alg":"RS256","kid":"one","zip":"DEF"}""")]
    [InlineData("""{"alg":"RS256","alg":"none","kid":"one"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","kid":7}""")]
    [InlineData("""{"alg":"RS256","kid":"\ud800"}""")]
    [InlineData("""{"alg":"RS256","kid":"one","\ud800":1}""")]
    public async Task A_head_with_extensions_or_without_a_key_s_id_is_refused(string header)
    {
        await using var server = await JwtFixture.StartAsync();
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{server.Token().Split('.')[1]}";
        var signature = server.Key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        await server.RefusesAsync($"{text}.{Base64Url.EncodeToString(signature)}");
    }

    [Fact]
    public async Task A_changed_token_is_refused_whichever_part_was_changed()
    {
        await using var server = await JwtFixture.StartAsync();
        var parts = server.Token().Split('.');
        var other = server.Token(claims => claims["role"] = "owner").Split('.');

        await server.RefusesAsync($"{parts[0]}.{other[1]}.{parts[2]}");
        await server.RefusesAsync($"{parts[0]}.{parts[1]}.");
        await server.RefusesAsync($"{parts[0]}.{parts[1]}.{other[2]}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("e30.e30.e30")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    [InlineData("%%%.%%%.%%%")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSJ9.bm90anNvbg.AAAA")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSJ9.W10.AAAA")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSJ9..")]
    public async Task Rubbish_is_refused_like_any_other_token(string token)
    {
        await using var server = await JwtFixture.StartAsync();

        await server.RefusesAsync(token);
    }

    [Fact]
    public async Task Claims_nested_without_end_are_refused_before_anyone_goes_down_there()
    {
        await using var server = await JwtFixture.StartAsync();
        var parts = server.Token().Split('.');
        var deep = new string('[', 2_500) + new string(']', 2_500);

        await server.RefusesAsync($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"sub\":{deep}}}"))}.{parts[2]}");
    }

    [Fact]
    public async Task A_key_that_is_too_short_is_none()
    {
        await using var server = await JwtFixture.StartAsync();
        using var weak = server.Issuer.AddRsa("weak", bits: 1024);

        await server.RefusesAsync(Issuer.Sign(weak, "weak", Issuer.Claims(server.Clock.GetUtcNow())));
    }

    [Fact]
    public async Task What_a_token_allowed_ends_when_it_expires()
    {
        await using var server = await JwtFixture.StartAsync();
        var authentication = await server.AuthenticateAsync(server.Token(claims => claims["exp"] = server.Clock.GetUtcNow().AddSeconds(30).ToUnixTimeSeconds()));
        var end = authentication.WaitForEndAsync(server.Clock, TestContext.Current.CancellationToken);

        foreach (var seconds in new[] { 20, 20, 20, 20, 10 })
        {
            var wait = TimeSpan.FromSeconds(seconds);
            await server.Clock.TimerSetAsync(wait).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.False(end.IsCompleted);
            server.Clock.Advance(wait);
        }

        await end.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(await authentication.IsStillValidAsync(TestContext.Current.CancellationToken));
    }
}
