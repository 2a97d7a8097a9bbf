using System.Globalization;
using Carillon.Core.Identity;
using Carillon.Fakes;
using Carillon.Features.Identity.Jwt;

namespace Carillon.Features.Identity.Tests;

public sealed class VerifiedTokensTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_token_is_known_for_five_minutes_at_most()
    {
        await using var tokens = new VerifiedTokens(_clock);
        tokens.Add("a", Until(TimeSpan.FromHours(1)));
        tokens.Add("b", Until(null));

        _clock.Advance(VerifiedTokens.MaxLife - TimeSpan.FromTicks(1));
        Assert.NotNull(tokens.Find("a"));
        Assert.NotNull(tokens.Find("b"));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(tokens.Find("a"));
        Assert.Null(tokens.Find("b"));
    }

    [Fact]
    public async Task A_token_is_not_known_beyond_its_expiry()
    {
        await using var tokens = new VerifiedTokens(_clock);
        tokens.Add("a", Until(TimeSpan.FromSeconds(30)));
        tokens.Add("late", Until(TimeSpan.Zero));

        Assert.Equal(1, tokens.Count);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(tokens.Find("a"));
    }

    [Fact]
    public async Task The_expired_go_every_minute()
    {
        await using var tokens = new VerifiedTokens(_clock);
        tokens.Add("a", Until(TimeSpan.FromSeconds(30)));
        tokens.Add("b", Until(TimeSpan.FromSeconds(90)));

        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(1, tokens.Count);
    }

    [Fact]
    public async Task The_first_that_came_goes_when_there_is_no_room()
    {
        await using var tokens = new VerifiedTokens(_clock);
        for (var i = 0; i <= VerifiedTokens.Capacity; i++) tokens.Add(i.ToString(CultureInfo.InvariantCulture), Until(null));

        Assert.Equal(VerifiedTokens.Capacity, tokens.Count);
        Assert.Null(tokens.Find("0"));
        Assert.NotNull(tokens.Find("1"));
    }

    private Authentication Until(TimeSpan? life) => new(Caller.Dev, _clock.GetUtcNow() + life, _ => ValueTask.FromResult(true));
}
