using System.Diagnostics;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Perception.Tests.Given;

namespace Carillon.Features.Perception.Tests.Files;

public sealed class FloodTests
{
    private const int Files = 10_000;

    [Fact]
    public async Task Ten_thousand_changes_at_once_are_counted_and_announced_and_others_go_on_meanwhile()
    {
        await using var host = await Host.StartAsync(folder =>
        {
            Directory.CreateDirectory(Path.Combine(folder, "many"));
            return Host.Quiet with { Files = Host.Files(folder) with { MaxEventsPerSecond = 100 } };
        });
        await host.SeesAsync("mark-first");

        // A file that is moved in is one change; one that is made may be several.
        var elsewhere = Directory.CreateTempSubdirectory("carillon-elsewhere-");
        for (var i = 0; i < Files; i++) await File.WriteAllTextAsync(Path.Combine(elsewhere.FullName, $"{i}.txt"), "1", Host.Cancel);
        var flood = Task.Run(() =>
        {
            for (var i = 0; i < Files; i++) File.Move(Path.Combine(elsewhere.FullName, $"{i}.txt"), Path.Combine(host.Watched, "many", $"{i}.txt"));
        }, Host.Cancel);

        // Somebody else publishes all the while, and never waits for long.
        var slowest = TimeSpan.Zero;
        var published = 0;
        while (!flood.IsCompleted || Counted(host) < Files)
        {
            var began = Stopwatch.GetTimestamp();
            await host.Log.AppendAsync(new Append(new NewEvent(new StreamId("dev", "custom:other"), "other.work", "1"u8.ToArray(), Durable: true)), Host.Cancel);
            var took = Stopwatch.GetElapsedTime(began);
            if (took > slowest) slowest = took;
            published++;
        }

        await flood;
        elsewhere.Delete(recursive: true);
        var told = host.Said.OfType<DaemonFile>().ToList();
        var coalesced = told.Where(file => file.Kind == "coalesced").ToList();
        Assert.NotEmpty(coalesced);
        Assert.All(coalesced, one => Assert.Equal(Path.Combine(host.Watched, "many"), one.Path));
        Assert.Equal(Files, told.Where(file => file.Path.EndsWith(".txt", StringComparison.Ordinal)).Sum(file => file.Count ?? 1) + coalesced.Sum(file => file.Count ?? 0));
        Assert.True(told.Count < Files / 5, $"{told.Count} events were told one by one");
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"Somebody waited {slowest} for a commit, of {published}");
    }

    private static int Counted(Host host) =>
        host.Said.OfType<DaemonFile>().Sum(file => file.Kind == "coalesced" ? file.Count ?? 0 : file.Path.EndsWith(".txt", StringComparison.Ordinal) ? file.Count ?? 1 : 0);
}
