using System.Globalization;
using Carillon.Fakes;
using Carillon.Features.Identity.Attempts;

namespace Carillon.Features.Identity.Tests;

public sealed class AttemptLimitTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Ten_failures_in_a_minute_are_enough()
    {
        var limit = new AttemptLimit(_clock);
        for (var i = 0; i < AttemptLimit.Failures; i++)
        {
            Assert.Null(limit.WaitFor("192.0.2.1"));
            limit.Failed("192.0.2.1");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(50), limit.WaitFor("192.0.2.1"));
        Assert.Equal(TimeSpan.FromSeconds(50), limit.WaitFor("::ffff:192.0.2.1"));
        Assert.Null(limit.WaitFor("192.0.2.2"));
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Null(limit.WaitFor("192.0.2.1"));
        limit.Failed("192.0.2.1");
        Assert.Equal(TimeSpan.FromSeconds(1), limit.WaitFor("192.0.2.1"));
    }

    [Fact]
    public void Another_address_of_the_same_network_is_no_fresh_start()
    {
        var limit = new AttemptLimit(_clock);
        for (var i = 0; i < AttemptLimit.Failures; i++) limit.Failed($"2001:db8:0:1::{i:x}");

        Assert.NotNull(limit.WaitFor("2001:db8:0:1:ffff::9"));
        Assert.Null(limit.WaitFor("2001:db8:0:2::1"));
    }

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        var limit = new AttemptLimit(_clock);
        for (var i = 0; i < AttemptLimit.Failures; i++) limit.Failed("first");
        for (var i = 0; i < AttemptLimit.MaxAddresses; i++) limit.Failed(i.ToString(CultureInfo.InvariantCulture) + "-peer");

        Assert.Null(limit.WaitFor("first"));
    }
}
