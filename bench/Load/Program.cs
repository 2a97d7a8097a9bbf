using System.Diagnostics;
using System.Globalization;
using Carillon.Bench.Load;

// One measurement of one running server, printed as one line of "name=value" pairs.
// usage: load <carillon|carillon-durable|aleph|signalr|nats> <port> <server pid> <fanout|paced|idle> <subscribers> <messages | deliveries per second>
var target = args[0] switch
{
    "carillon" => new CarillonTarget(durable: false),
    "carillon-durable" => new CarillonTarget(durable: true),
    "signalr" => new SignalRTarget(),
    "aleph" => new AlephTarget(),
    "nats" => (ITarget)new NatsTarget(),
    var other => throw new ArgumentException($"Unknown server {other}"),
};
var port = int.Parse(args[1], CultureInfo.InvariantCulture);
var server = new ServerProcess(int.Parse(args[2], CultureInfo.InvariantCulture));
var count = int.Parse(args[4], CultureInfo.InvariantCulture);
var amount = int.Parse(args[5], CultureInfo.InvariantCulture);
const int PayloadBytes = 200;
const int Window = 64;
const int WarmUpConnections = 1000;
var settle = TimeSpan.FromSeconds(3);
using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));

using var subscribers = new Subscribers(target, port);
if (args[3] == "idle")
{
    // What the first connections cost is mostly the server's own start: code compiled, heap taken, pools filled.
    await subscribers.ConnectAsync(WarmUpConnections, limit.Token);
    await Task.Delay(settle, limit.Token);
    var before = server.ResidentBytes;
    await subscribers.ConnectAsync(count, limit.Token);
    await Task.Delay(settle, limit.Token);
    Print(("bytesPerConnection", (server.ResidentBytes - before) / count));
    return;
}

await subscribers.ConnectAsync(count, limit.Token);

using var publisher = new Publisher(target, port, PayloadBytes);
await publisher.ConnectAsync(limit.Token);
using var reading = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
subscribers.Start(reading.Token);
if (args[3] == "fanout") await FanOutAsync();
else await PacedAsync();
await reading.CancelAsync();
await subscribers.StopAsync();

async Task FanOutAsync()
{
    await publisher.PublishWindowedAsync(amount / 10, Window, limit.Token);
    await UntilAsync(amount / 10 * (long)target.Reached(count));
    var (deliveries, cpu, started) = (subscribers.Deliveries, server.CpuSeconds, Stopwatch.GetTimestamp());
    await publisher.PublishWindowedAsync(amount, Window, limit.Token);
    await UntilAsync(deliveries + (amount * (long)target.Reached(count)));
    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    deliveries = subscribers.Deliveries - deliveries;
    Print(
        ("deliveriesPerSecond", deliveries / seconds),
        ("cpuMicrosPerDelivery", (server.CpuSeconds - cpu) * 1e6 / deliveries));
}

async Task PacedAsync()
{
    // The first seconds belong to the just-in-time compiler, in every server that has one.
    subscribers.MeasureLatency = false;
    var perSecond = amount / (double)target.Reached(count);
    await publisher.PublishPacedAsync(perSecond, TimeSpan.FromSeconds(4), limit.Token);
    subscribers.MeasureLatency = true;
    var before = server.CpuSeconds;
    await publisher.PublishPacedAsync(perSecond, TimeSpan.FromSeconds(10), limit.Token);
    await Task.Delay(TimeSpan.FromMilliseconds(500), limit.Token);
    var cpu = server.CpuSeconds - before;
    var sorted = subscribers.Latencies.Order().ToArray();
    Print(("deliveries", sorted.Length), ("cpuMicrosPerDelivery", cpu * 1e6 / sorted.Length), ("p50ms", sorted[sorted.Length / 2]), ("p99ms", sorted[(int)(sorted.Length * 0.99)]), ("maxms", sorted[^1]));
}

async Task UntilAsync(long deliveries)
{
    while (subscribers.Deliveries < deliveries) await Task.Delay(1, limit.Token);
}

static void Print(params (string Name, double Value)[] values) =>
    Console.WriteLine(string.Join(' ', values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Name}={value.Value:0.####}"))));
