using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Tests.Gateway;

namespace Carillon.Dialects.Diminuendo.Tests.Messages;

public sealed class MessageRateTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void Sixty_fit_into_ten_seconds_and_the_next_one_does_not()
    {
        var rate = new MessageRate(_clock);

        Assert.Equal(60, Enumerable.Range(0, 70).Count(_ => rate.TryTake()));
        _clock.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(rate.TryTake());
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(rate.TryTake());
    }

    [Fact]
    public void The_window_slides()
    {
        var rate = new MessageRate(_clock);
        for (var i = 0; i < 30; i++) Assert.True(rate.TryTake());
        _clock.Advance(TimeSpan.FromSeconds(6));
        for (var i = 0; i < 30; i++) Assert.True(rate.TryTake());
        Assert.False(rate.TryTake());

        _clock.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(30, Enumerable.Range(0, 60).Count(_ => rate.TryTake()));
    }

    [Fact]
    public void A_steady_pace_just_within_the_limit_goes_on_for_ever()
    {
        var rate = new MessageRate(_clock);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(rate.TryTake());
            _clock.Advance(MessageRate.Window / MessageRate.Messages);
        }
    }
}
