using System.Diagnostics;
using System.Globalization;
using Carillon.Core.Streams;

namespace Carillon.Bench.Micro;

/// <summary>Reading 1,000,000 events of one stream in pages, from the first.</summary>
internal static class ReplayBench
{
    private const int Rows = 1_000_000;
    private const int AppendSize = 1000;
    private const int Page = 512;

    public static async Task RunAsync(string scratch)
    {
        var (log, storage) = await Logs.OpenAsync(Path.Combine(scratch, "replay"));
        var stream = new StreamId("bench", "custom:replay");
        for (var at = 0; at < Rows; at += AppendSize)
        {
            var events = Enumerable.Range(at, AppendSize).Select(number => Logs.Event(stream, number)).ToArray();
            await log.AppendAsync(new Append(events), CancellationToken.None);
        }

        var started = Stopwatch.GetTimestamp();
        var (after, read, firstPage) = (0L, 0, TimeSpan.Zero);
        while (read < Rows)
        {
            var page = await log.ReadAsync(stream, after, Page, CancellationToken.None);
            if (read == 0) firstPage = Stopwatch.GetElapsedTime(started);
            read += page.Count;
            after = page[^1].Seq;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"replay events={Rows} seconds={seconds:0.00} rate={Rows / seconds:0}/s firstPageMs={firstPage.TotalMilliseconds:0.0}"));
        await log.DisposeAsync();
        await storage.DisposeAsync();
    }
}
