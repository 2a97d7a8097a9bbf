using System.Runtime.CompilerServices;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Tests;

/// <summary>The manual says what the program does.</summary>
public class ManualTests
{
    private static readonly string Manual = File.ReadAllText(Path.Combine(Root(), "docs", "cli.md"));

    [Fact]
    public void The_manual_lists_every_exit_code_in_the_programs_own_words()
    {
        foreach (var (code, meaning) in ExitCodes.All) Assert.Contains($"| {(int)code} | {meaning} |", Manual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CARILLON_SERVER")]
    [InlineData("CARILLON_DATA")]
    [InlineData("CARILLON_TOKEN")]
    [InlineData("CARILLON_TRACE")]
    [InlineData("NO_COLOR")]
    [InlineData("XDG_DATA_HOME")]
    public void The_manual_knows_every_variable(string variable) => Assert.Contains($"`{variable}`", Manual, StringComparison.Ordinal);

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
