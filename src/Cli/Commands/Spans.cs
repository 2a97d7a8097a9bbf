using System.Globalization;
using System.Text.RegularExpressions;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Commands;

/// <summary>Reads spans of time as people write them: <c>90s</c>, <c>15m</c>, <c>1h30m</c>, <c>7d</c>.</summary>
internal static partial class Spans
{
    /// <param name="option">Who asks, for the refusal.</param>
    public static TimeSpan Parse(string option, string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || text.Length == 0) throw new CliException(ExitCode.Usage, $"{option} takes a span of time such as 90s, 15m, 1h30m or 7d, not '{text}'");
        return TimeSpan.FromDays(Number(match, "d")) + TimeSpan.FromHours(Number(match, "h")) + TimeSpan.FromMinutes(Number(match, "m")) + TimeSpan.FromSeconds(Number(match, "s"));
    }

    private static int Number(Match match, string unit) =>
        match.Groups[unit] is { Success: true } group ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?:(?<d>[0-9]{1,5})d)?(?:(?<h>[0-9]{1,6})h)?(?:(?<m>[0-9]{1,7})m)?(?:(?<s>[0-9]{1,8})s)?$")]
    private static partial Regex Pattern();
}
