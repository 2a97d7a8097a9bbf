using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Carillon.Core.Tests.Seam;

/// <summary>
/// The guarantee of resuming, held against any order of things: each durable event once and in order, then live, every
/// missing number announced, nothing of another tenant, and no number used twice, whatever restarts and however slowly one reads.
/// </summary>
public sealed class SeamTests
{
    // A soak asks for more than a build has time for.
    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable("CARILLON_SEAM_RUNS") ?? "30", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(0)]
    [InlineData(3_000)]
    [InlineData(1_000_000)]
    public void Nothing_is_lost_doubled_or_passed_over_in_silence(int tailBytes) =>
        Prop.ForAll(Arb.From(Step.Run(60), Step.Fewer), steps => Happen(tailBytes, steps)).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    private static void Happen(int tailBytes, Step[] steps)
    {
        using var run = new Run(tailBytes);
        run.HappenAsync(steps).GetAwaiter().GetResult();
    }
}
