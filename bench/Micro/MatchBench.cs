using System.Diagnostics;
using System.Globalization;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;

namespace Carillon.Bench.Micro;

/// <summary>
/// The cost of finding the ten subscribers of an entry among few and many others: it should follow the matches and not the
/// crowd.
/// </summary>
internal static class MatchBench
{
    private const int Wanted = 10;
    private const int Matches = 1_000_000;
    private const int Topics = 100;

    public static void Run()
    {
        var baseline = 0.0;
        foreach (var crowd in (int[])[10, 100, 1_000, 10_000, 100_000])
        {
            var nanoseconds = Measure(crowd);
            if (crowd == 100) baseline = nanoseconds;
            var ratio = baseline > 0 ? string.Create(CultureInfo.InvariantCulture, $" ratio={nanoseconds / baseline:0.00}") : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"match subscriptions={crowd} ns={nanoseconds:0}{ratio}"));
        }
    }

    private static double Measure(int crowd)
    {
        var index = new SubscriptionIndex();
        var counter = new Counter();
        for (var i = 0; i < Wanted; i++) index.Add(Filter("wanted.*"), counter);
        for (var i = Wanted; i < crowd; i++) index.Add(Filter((i % 3) switch { 0 => $"other{i}.*", 1 => $"*.other{i}", _ => $"some.other{i}" }), counter);
        var entries = Enumerable.Range(0, Topics).Select(Entry).ToArray();
        var batch = new DispatchBatch();
        foreach (var entry in entries) index.Dispatch(entry, batch);

        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Matches; i++) index.Dispatch(entries[i % Topics], batch);
        var elapsed = Stopwatch.GetElapsedTime(started);
        if (counter.Offers != (Matches + Topics) * (long)Wanted) throw new InvalidOperationException("Not everyone was found.");
        return elapsed.TotalNanoseconds / Matches;
    }

    private static SubscriptionFilter Filter(string glob) =>
        TopicGlob.TryParse(glob, out var parsed) ? new SubscriptionFilter("bench") { Topics = [parsed] } : throw new FormatException(glob);

    private static Entry Entry(int number) => new()
    {
        Stream = new StreamId("bench", "custom:match"),
        Seq = number + 1,
        Epoch = 1,
        Position = number + 1,
        Time = 0,
        Type = $"wanted.topic{number}",
        Durable = false,
        Data = "{}"u8.ToArray(),
    };

    private sealed class Counter : ISubscriber
    {
        public long Offers { get; private set; }

        public void Offer(Entry entry, DispatchBatch batch) => Offers++;
    }
}
