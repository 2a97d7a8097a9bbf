using Carillon.Client.Following;

namespace Carillon.Client.Tests;

public class BackOffTests
{
    private static readonly ReconnectPolicy Policy = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(100),
        MaxDelay = TimeSpan.FromSeconds(1),
        Jitter = 0.5,
    };

    [Fact]
    public void Delays_double_up_to_the_largest_and_start_over()
    {
        var backOff = new BackOff(Policy, new Fixed(0));
        Assert.Equal([100, 200, 400, 800, 1000, 1000], Delays(backOff, 6));
        backOff.Reset();

        Assert.Equal([100], Delays(backOff, 1));
    }

    [Fact]
    public void A_part_of_each_delay_is_left_to_chance() => Assert.Equal([60, 120], Delays(new BackOff(Policy, new Fixed(0.8)), 2));

    [Fact]
    public void The_policy_ends_it()
    {
        var backOff = new BackOff(Policy with { MaxAttempts = 1 }, new Fixed(0));

        Assert.True(backOff.TryNext(out _, out _));
        Assert.False(backOff.TryNext(out _, out _));
    }

    private static List<double> Delays(BackOff backOff, int count)
    {
        var delays = new List<double>();
        for (var i = 1; i <= count; i++)
        {
            Assert.True(backOff.TryNext(out _, out var delay));
            delays.Add(Math.Round(delay.TotalMilliseconds, 3));
        }

        return delays;
    }

    private sealed class Fixed(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
