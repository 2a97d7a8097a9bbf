using Carillon.Events;
using Carillon.Fakes;
using Carillon.Features.Perception.Tests.Given;

namespace Carillon.Features.Perception.Tests.Time;

public sealed class TimeWatcherTests
{
    private readonly ManualTimeProvider _clock = new(new DateTimeOffset(2030, 3, 30, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_interval_goes_off_again_and_again()
    {
        await using var host = await StartAsync(new TimeTrigger("tick", Every: TimeSpan.FromSeconds(20)));
        await AdvanceAsync(20);
        var first = await host.SaidAsync<DaemonTime>(_ => true);
        await AdvanceAsync(20);
        await host.SaidAsync<DaemonTime>(time => time.Time == At(40));

        Assert.Equal(new DaemonTime("interval", Seconds: 20, Time: At(20), Trigger: "tick"), first);
    }

    [Fact]
    public async Task A_moment_goes_off_once_and_one_that_has_passed_never()
    {
        await using var host = await StartAsync(
            new TimeTrigger("late", At: _clock.GetUtcNow().AddSeconds(-1)),
            new TimeTrigger("soon", At: _clock.GetUtcNow().AddSeconds(15)),
            new TimeTrigger("mark", At: _clock.GetUtcNow().AddSeconds(25)));
        await AdvanceAsync(15);
        await AdvanceAsync(10);
        await host.SaidAsync<DaemonTime>(time => time.Trigger == "mark");

        Assert.Equal([new DaemonTime("absolute", Time: At(15), Trigger: "soon"), new DaemonTime("absolute", Time: At(25), Trigger: "mark")], host.Said.OfType<DaemonTime>());
    }

    [Fact]
    public async Task A_cron_expression_is_read_in_its_time_zone_through_the_change_of_the_clocks()
    {
        // In the night to the 31st of March 2030 clocks in Berlin go from 2:00 to 3:00.
        _clock.SetUtcNow(new DateTimeOffset(2030, 3, 31, 0, 59, 50, TimeSpan.Zero));
        await using var host = await StartAsync(new TimeTrigger("early", "30 3 * * *", "Europe/Berlin"));
        await AdvanceAsync(30);
        await WatchingForAsync(30);
        _clock.SetUtcNow(new DateTimeOffset(2030, 3, 31, 1, 29, 50, TimeSpan.Zero));
        await AdvanceAsync(30);
        var told = await host.SaidAsync<DaemonTime>(_ => true);

        Assert.Equal(
            new DaemonTime("cron", "30 3 * * *", Time: new DateTimeOffset(2030, 3, 31, 1, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), Trigger: "early", TimeZone: "Europe/Berlin"),
            told);
    }

    [Fact]
    public async Task What_a_sleeping_machine_missed_is_told_once()
    {
        await using var host = await StartAsync(new TimeTrigger("tick", Every: TimeSpan.FromSeconds(10)), new TimeTrigger("mark", At: _clock.GetUtcNow().AddSeconds(3600)));
        await WatchingForAsync(10);
        _clock.SetUtcNow(_clock.GetUtcNow().AddSeconds(3585));
        await AdvanceAsync(10);
        await host.SaidAsync<DaemonTime>(time => time.Time == At(10));
        await AdvanceAsync(5);
        await host.SaidAsync<DaemonTime>(time => time.Trigger == "mark");

        Assert.Equal(["tick", "tick", "mark"], host.Said.OfType<DaemonTime>().OrderBy(time => time.Time).Select(time => time.Trigger));
    }

    private static long At(int second) => new DateTimeOffset(2030, 3, 30, 12, 0, 0, TimeSpan.Zero).AddSeconds(second).ToUnixTimeMilliseconds();

    private Task<Host> StartAsync(params TimeTrigger[] triggers) => Host.StartAsync(_ => Host.Quiet with { Time = new TimeWatchOptions { Triggers = triggers } }, _clock);

    private async Task AdvanceAsync(int seconds)
    {
        await WatchingForAsync(seconds);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>The watcher has looked at the clock, and will not look again for this long.</summary>
    private Task WatchingForAsync(int seconds) => _clock.TimerSetAsync(TimeSpan.FromSeconds(seconds)).WaitAsync(TimeSpan.FromSeconds(20), Host.Cancel);
}
