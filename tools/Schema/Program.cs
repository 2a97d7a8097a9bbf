using Carillon.Tools.Schema;

if (args is not ([] or ["--check"]))
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project tools/Schema [-- --check]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var root = Repository.Find(Environment.CurrentDirectory);
var files = GeneratedFiles.From(EventModel.Read(XmlDocs.OfCatalogue()), XmlDocs.OfConfiguration());
if (args is [])
{
    await files.WriteAsync(root, stop.Token);
    Console.WriteLine($"{files.All.Count} files written");
    return 0;
}

var stale = await files.FindStaleAsync(root, stop.Token);
if (stale.Count == 0)
{
    Console.WriteLine($"{files.All.Count} generated files are up to date");
    return 0;
}

await Console.Error.WriteLineAsync("These generated files are stale; run: dotnet run --project tools/Schema");
foreach (var line in stale) await Console.Error.WriteLineAsync($"  {line}");
return 1;
