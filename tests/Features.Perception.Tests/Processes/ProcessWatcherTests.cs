using System.Diagnostics;
using Carillon.Events;
using Carillon.Features.Perception.Processes;
using Carillon.Features.Perception.Tests.Given;

namespace Carillon.Features.Perception.Tests.Processes;

public sealed class ProcessWatcherTests
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_process_of_a_name_that_is_followed_starts_and_stops()
    {
        using var before = Programs.Start("carillon-early", "sleep 60");
        await using var host = await StartAsync(new ProcessWatchOptions { Poll = Often, Names = ["carillon-*"] });
        await host.SaidAsync<DaemonProcess>(process => process is { Kind: "started", Name: "carillon-early" } && process.Pid == before.Id);

        using var child = Programs.Start("carillon-with-a-long-name", "sleep 60");
        await host.SaidAsync<DaemonProcess>(process => process is { Kind: "started", Name: "carillon-with-a-long-name" } && process.Pid == child.Id);
        child.Kill(entireProcessTree: true);
        await host.SaidAsync<DaemonProcess>(process => process is { Kind: "stopped", Name: "carillon-with-a-long-name" } && process.Pid == child.Id);
        before.Kill(entireProcessTree: true);

        Assert.DoesNotContain(host.Said.OfType<DaemonProcess>(), process => process.Kind is "started" or "stopped" && !process.Name.StartsWith("carillon-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_busy_process_is_told_of_once_and_once_more_when_it_rests()
    {
        await using var host = await StartAsync(new ProcessWatchOptions { Poll = TimeSpan.FromMilliseconds(500), CpuPercent = 2, MarginPercent = 50 });
        using var child = Programs.Start("carillon-busy", "trap 'busy=' TERM; busy=1; while [ $busy ]; do :; done; sleep 60");
        var rose = await host.SaidAsync<DaemonProcess>(process => process is { Kind: "cpu_threshold", Above: true } && process.Pid == child.Id);
        Assert.True(rose is { Threshold: 2, Value: >= 2 }, $"{rose}");

        Process.Start("kill", ["-TERM", $"{child.Id}"]).Dispose();
        var fell = await host.SaidAsync<DaemonProcess>(process => process is { Kind: "cpu_threshold", Above: false } && process.Pid == child.Id);
        child.Kill(entireProcessTree: true);

        Assert.True(fell.Value < 1, $"{fell}");
        Assert.Equal(2, host.Said.OfType<DaemonProcess>().Count(process => process.Kind == "cpu_threshold" && process.Pid == child.Id));
    }

    [Fact]
    public async Task A_large_process_is_told_of_once()
    {
        await using var host = await StartAsync(new ProcessWatchOptions { Poll = Often, MemoryBytes = 1024 * 1024 });
        using var child = Programs.Start("carillon-large", "sleep 60");
        var rose = await host.SaidAsync<DaemonProcess>(process => process is { Kind: "memory_threshold", Above: true } && process.Pid == child.Id);
        var own = await host.SaidAsync<DaemonProcess>(process => process is { Kind: "memory_threshold", Above: true } && process.Pid == Environment.ProcessId);
        child.Kill(entireProcessTree: true);

        Assert.Equal(1024 * 1024, rose.Threshold);
        Assert.True(own.Value > 10_000_000, $"{own}");
    }

    [Fact]
    public void An_edge_is_told_on_each_side_and_in_between_nothing_is()
    {
        var edge = new ThresholdEdge(90, 10);
        var told = new[] { 50.0, 89, 90, 95, 89, 81, 85, 80.9, 50, 89.9, 100 }.Select(value => edge.Cross(1, value));

        Assert.Equal([null, null, true, null, null, null, null, false, null, null, true], told);
        Assert.True(edge.Cross(2, 91));
    }

    [Fact]
    public void This_process_is_in_the_table_with_its_name_and_memory()
    {
        var own = Assert.Single(new ProcessTable().Read(new Dictionary<int, ProcessSample>()), sample => sample.Pid == Environment.ProcessId);

        Assert.StartsWith("Carillon.Feature", own.Name, StringComparison.Ordinal);
        Assert.True(own is { MemoryBytes: > 10_000_000, CpuTicks: > 0, StartTicks: > 0 }, $"{own}");
    }

    private static Task<Host> StartAsync(ProcessWatchOptions options) => Host.StartAsync(_ => Host.Quiet with { Processes = options });
}
