using Carillon.Contracts.Perception;
using Carillon.Events;
using Carillon.Features.Perception.Tests.Given;

namespace Carillon.Features.Perception.Tests.Machine;

public sealed class SystemWatcherTests
{
    [Fact]
    public async Task This_machine_is_told_of_once_and_what_it_cannot_tell_is_unavailable()
    {
        await using var host = await Host.StartAsync(_ => Host.Quiet with { System = new SystemWatchOptions { Poll = TimeSpan.FromMilliseconds(100) } });
        var memory = await host.SaidAsync<DaemonSystemState>(state => state.Kind == "memory");
        await host.SaidAsync<DaemonSystemState>(state => state.Kind == "load");

        Assert.InRange(memory.Value!.Value, 0.1, 100);
        Assert.Equal(["battery", "display", "load", "lock", "memory", "microphone", "network", "user_activity"], host.Said.OfType<DaemonSystemState>().Select(state => state.Kind).Distinct().Order(StringComparer.Ordinal));
        WatcherStatus status;
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            await pause.WaitForNextTickAsync(Host.Cancel);
            status = (await host.Perception.StatusAsync(Host.Owner, Host.Cancel)).Watchers.Single(watcher => watcher.Id == "system");
        }
        while (status.Seen < 50);

        // Fifty looks later each is told of once still, unless it changed.
        foreach (var kind in host.Said.OfType<DaemonSystemState>().Where(state => state.Kind is not ("load" or "memory")).GroupBy(state => state.Kind))
            Assert.Equal(kind.Count(), kind.Select(state => (state.OldState, state.State, state.Value)).Distinct().Count());
        Assert.Equal(Directory.Exists("/sys/class/power_supply") && Directory.EnumerateDirectories("/sys/class/power_supply", "BAT*").Any(), status.Details["battery"] != "unavailable");
    }
}
