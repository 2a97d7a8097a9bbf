using Carillon.Core.Errors;
using Carillon.Features.Identity.Jwt;

namespace Carillon.Features.Identity.Tests;

public sealed class KeyRotationTests
{
    [Fact]
    public async Task Keys_are_fetched_once_for_many_tokens()
    {
        await using var server = await JwtFixture.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.AuthenticateAsync(server.Token(claims => claims["sub"] = $"user-{i}")).AsTask()));

        Assert.Equal(1, server.Issuer.Asked);
    }

    [Fact]
    public async Task A_new_key_is_found_when_its_first_token_comes()
    {
        await using var server = await JwtFixture.StartAsync();
        await server.AuthenticateAsync(server.Token());
        server.Clock.Advance(JwksSource.LeastInterval);
        using var next = server.Issuer.AddRsa("two");

        var authentication = await server.AuthenticateAsync(Issuer.Sign(next, "two", Issuer.Claims(server.Clock.GetUtcNow())));

        Assert.Equal("acme", authentication.Caller.TenantId);
        Assert.Equal(2, server.Issuer.Asked);
    }

    [Fact]
    public async Task However_many_unknown_keys_are_named_the_issuer_is_asked_once_in_a_while()
    {
        await using var server = await JwtFixture.StartAsync();
        await server.AuthenticateAsync(server.Token());
        server.Clock.Advance(JwksSource.LeastInterval);

        for (var i = 0; i < 8; i++) await server.RefusesAsync(Issuer.Sign(server.Key, $"unknown-{i}", Issuer.Claims(server.Clock.GetUtcNow())));

        Assert.Equal(2, server.Issuer.Asked);
    }

    [Fact]
    public async Task A_withdrawn_key_ends_what_its_tokens_allowed()
    {
        await using var server = await JwtFixture.StartAsync();
        var token = server.Token();
        var authentication = await server.AuthenticateAsync(token);

        server.Issuer.Withdraw("one");
        server.Clock.Advance(JwksSource.MaxAge);

        Assert.False(await authentication.IsStillValidAsync(TestContext.Current.CancellationToken));
        await server.RefusesAsync(token);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_changes_nothing_for_the_keys_that_are_known()
    {
        await using var server = await JwtFixture.StartAsync();
        await server.AuthenticateAsync(server.Token());
        server.Issuer.Broken = true;
        server.Clock.Advance(JwksSource.MaxAge);

        await server.AuthenticateAsync(server.Token());

        Assert.Equal(2, server.Issuer.Asked);
    }

    [Fact]
    public async Task While_no_keys_can_be_had_a_token_is_not_held_against_its_owner()
    {
        await using var server = await JwtFixture.StartAsync();
        server.Issuer.Broken = true;

        for (var i = 0; i < 20; i++)
        {
            var refused = await Assert.ThrowsAsync<CarillonException>(async () => await server.AuthenticateAsync(server.Token()));
            Assert.Equal(ErrorCode.Unauthenticated, refused.Code);
            Assert.NotNull(refused.RetryAfter);
        }

        Assert.Equal(1, server.Issuer.Asked);
        server.Issuer.Broken = false;
        server.Clock.Advance(JwksSource.LeastInterval);
        await server.AuthenticateAsync(server.Token());
    }
}
