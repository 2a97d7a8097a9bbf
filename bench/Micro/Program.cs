using Carillon.Bench.Micro;

// Measurements inside one process, each against its own baseline in the same run: appends, replay and matching.
var scratch = Directory.CreateTempSubdirectory("carillon-bench-");
try
{
    foreach (var what in args.Length == 0 ? ["append", "replay", "match"] : args)
    {
        switch (what)
        {
            case "append":
                await AppendBench.RunAsync(scratch.FullName);
                break;
            case "replay":
                await ReplayBench.RunAsync(scratch.FullName);
                break;
            case "match":
                MatchBench.Run();
                break;
            default:
                Console.Error.WriteLine($"Unknown measurement '{what}': append, replay or match.");
                return 2;
        }
    }

    return 0;
}
finally
{
    scratch.Delete(recursive: true);
}
