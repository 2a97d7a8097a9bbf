using System.Globalization;

namespace Carillon.Fakes;

/// <summary>
/// How long a fuzz test goes on: a few seconds, or as long as <c>CARILLON_FUZZ_SECONDS</c> says; and from which number its random
/// choices begin: always the same, or <c>CARILLON_FUZZ_SEED</c>. A failure names the number of its round, which repeats it alone.
/// </summary>
public sealed class FuzzTime
{
    private const int DefaultSeconds = 3;

    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan _budget = TimeSpan.FromSeconds(Number("CARILLON_FUZZ_SECONDS") ?? DefaultSeconds);

    /// <summary>The number of each round, until the time is over; at least one.</summary>
    public IEnumerable<int> Rounds()
    {
        var first = Number("CARILLON_FUZZ_SEED") ?? 1;
        for (var seed = first; seed == first || TimeProvider.System.GetElapsedTime(_started) < _budget; seed++) yield return seed;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
