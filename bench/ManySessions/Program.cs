using System.Globalization;
using Carillon.Bench.ManySessions;
using Carillon.Client;

// Many sessions on one running server, printed as lines of "name=value" pairs.
// usage: sessions <port> <server pid> list <sessions> | sessions <port> <server pid> turns <sessions> <running at once> <seconds>
using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
var server = new ServerMemory(int.Parse(args[1], CultureInfo.InvariantCulture));
using var client = new CarillonClient(new CarillonClientOptions { BaseAddress = new Uri($"http://127.0.0.1:{args[0]}") });
int Number(int at) => int.Parse(args[at], CultureInfo.InvariantCulture);

var figures = args[2] switch
{
    "list" => await new ListingLoad(client).RunAsync(Number(3), limit.Token),
    "turns" => await new TurnLoad(client, server).RunAsync(Number(3), Number(4), TimeSpan.FromSeconds(Number(5)), limit.Token),
    var other => throw new ArgumentException($"Unknown measurement {other}: list or turns."),
};
foreach (var figure in figures) Console.WriteLine(figure);
