using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Carillon.Features.Perception.Tests.Deriving;

/// <summary>The manual's recordings, played.</summary>
public sealed partial class ManualTests
{
    private static readonly string Manual = File.ReadAllText(Path.Combine(Root(), "docs", "daemon.md"));

    public static TheoryData<string> Recordings => [.. Recording().Matches(Manual).Select(found => found.Groups[1].Value)];

    [Theory, MemberData(nameof(Recordings))]
    public void What_the_manual_says_is_derived_is(string recording)
    {
        var lines = recording.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToLookup(line => line.StartsWith("=> ", StringComparison.Ordinal));
        var told = new Player().Play(string.Join('\n', lines[false])).Wait(10_000).Told();

        Assert.NotEmpty(told);
        Assert.Equal(lines[true].Select(line => line[3..]), told);
    }

    [Fact]
    public void The_manual_has_a_recording_for_every_rule() => Assert.Equal(4, Recordings.Count);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex("```recording\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Recording();
}
