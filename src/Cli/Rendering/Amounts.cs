using System.Globalization;

namespace Carillon.Cli.Rendering;

/// <summary>Spans of time and sizes as people say them.</summary>
internal static class Amounts
{
    public static string Of(long milliseconds) => milliseconds switch
    {
        < 1000 => Text($"{milliseconds} ms"),
        < 10_000 => Text($"{milliseconds / 1000.0:0.0} s"),
        < 60_000 => Text($"{milliseconds / 1000} s"),
        < 3_600_000 => Text($"{milliseconds / 60_000} min {milliseconds / 1000 % 60} s"),
        _ => Text($"{milliseconds / 3_600_000} h {milliseconds / 60_000 % 60} min"),
    };

    /// <summary>How long ago, in one word or two.</summary>
    public static string Ago(TimeSpan span) => span.TotalSeconds switch
    {
        < 10 => "just now",
        < 60 => Text($"{(int)span.TotalSeconds} s ago"),
        < 3600 => Text($"{(int)span.TotalMinutes} min ago"),
        < 86_400 => Text($"{(int)span.TotalHours} h ago"),
        _ => Text($"{(int)span.TotalDays} d ago"),
    };

    public static string Count(long number) => Text($"{number:#,0}");

    /// <summary>How many of something: <c>1 event</c>, <c>2 events</c>.</summary>
    public static string Count(long number, string thing) => $"{Count(number)} {thing}{(number == 1 ? "" : "s")}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
