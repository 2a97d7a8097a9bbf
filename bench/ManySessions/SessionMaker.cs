using Carillon.Client;

namespace Carillon.Bench.ManySessions;

/// <summary>Makes sessions, many at once, so that they share commits.</summary>
internal static class SessionMaker
{
    private const int AtOnce = 64;

    public static async Task<IReadOnlyList<string>> MakeAsync(CarillonClient client, int count, CancellationToken cancellationToken)
    {
        var made = new string[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, count, options, async (i, token) =>
            made[i] = (await client.Sessions.CreateAsync("demo", $"session {i}", token)).Id);
        return made;
    }
}
