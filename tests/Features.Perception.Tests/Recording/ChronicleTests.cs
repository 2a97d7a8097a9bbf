using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Fakes;
using Carillon.Features.Files.Tests.Given;
using Carillon.Features.Perception.Deriving;
using Carillon.Features.Perception.Recording;
using Carillon.Features.Perception.Tests.Given;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Perception.Tests.Recording;

public sealed class ChronicleTests
{
    private static readonly StreamId Stream = new("dev", "daemon");

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task What_was_derived_while_the_disk_was_full_is_written_once_it_is_not()
    {
        await using var host = await Host.StartAsync(_ => new PerceptionOptions(), _clock);
        var log = new RefusingLog(host.Log) { Refuses = true };
        var chronicle = new Chronicle(host.Ports with { Log = log }, Stream, NullLogger.Instance);
        var writing = chronicle.RunAsync(Host.Cancel);
        var announced = chronicle.AnnounceAsync(new DaemonWatcherStarted("system"), Host.Cancel);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(5));
        Assert.Empty(await host.KeptAsync());
        Assert.False(announced.IsCompleted);

        log.Refuses = false;
        _clock.Advance(TimeSpan.FromSeconds(5));
        await announced;
        chronicle.End();
        await writing;

        Assert.Equal(["""daemon.watcher_started {"watcher":"system"}"""], await host.KeptAsync());
    }

    [Fact]
    public async Task Time_alone_brings_about_what_is_due_and_what_was_told_is_remembered_with_it()
    {
        await using var host = await Host.StartAsync(_ => new PerceptionOptions(), _clock);
        var chronicle = new Chronicle(host.Ports, Stream, NullLogger.Instance);
        var writing = chronicle.RunAsync(Host.Cancel);
        await chronicle.UseAsync(new Detection(new PerceptionRules(), _ => null, host.Ports.Ids), Host.Cancel);
        await chronicle.AddAsync(new DaemonSystemState("memory", "measured", 95), isNews: false, Host.Cancel);
        await _clock.TimerSetAsync(TimeSpan.FromSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(20));
        await host.SaidAsync<DaemonResourcePressureChanged>(changed => changed.To == "critical");
        chronicle.End();
        await writing;

        var again = new Chronicle(host.Ports, Stream, NullLogger.Instance);
        await again.LoadAsync(Host.Cancel);
        Assert.Equal("critical", again.Remembered.Pressure["memory"]);
        Assert.DoesNotContain(host.Said, said => said is DaemonSystemState);
    }
}
