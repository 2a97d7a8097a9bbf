using System.Globalization;
using Carillon.Core.Errors;

namespace Carillon.Core.Scheduling;

/// <summary>What a field of a cron expression is called, its bounds, and the names of its values.</summary>
internal sealed record CronFieldKind(string Name, int Min, int Max, IReadOnlyList<string> Names)
{
    public static CronFieldKind Minute { get; } = new("minute", 0, 59, []);

    public static CronFieldKind Hour { get; } = new("hour", 0, 23, []);

    public static CronFieldKind DayOfMonth { get; } = new("day of the month", 1, 31, []);

    public static CronFieldKind Month { get; } =
        new("month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);

    /// <summary>Sunday is 0, and 7 as well.</summary>
    public static CronFieldKind DayOfWeek { get; } = new("day of the week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);

    private bool IsDayOfWeek => Max == 7;

    /// <summary>The bounds of <c>*</c>, <c>n</c> or <c>n-m</c>.</summary>
    /// <param name="isOpen">A step follows, so a single value begins a range that goes to the end.</param>
    public (int From, int To) Range(string text, bool isOpen)
    {
        if (text == "*") return (Min, IsDayOfWeek ? 6 : Max);
        var dash = text.IndexOf('-');
        var from = Value(dash < 0 ? text : text[..dash]);
        if (dash < 0) return (from, !isOpen ? from : IsDayOfWeek ? 6 : Max);
        var last = text[(dash + 1)..];
        var to = Value(last);

        // A week ends with its Sunday for whoever writes FRI-SUN.
        if (IsDayOfWeek && to == 0 && from > 0 && !char.IsAsciiDigit(last[0])) to = 7;
        return from <= to ? (from, to) : throw Mistake($"the range '{text}' runs backwards; write two ranges with a comma in between");
    }

    /// <summary>The value that counts: 7 is Sunday, and so is 0.</summary>
    public int Fold(int value) => IsDayOfWeek && value == 7 ? 0 : value;

    public CarillonException Mistake(string what) => new(ErrorCode.Invalid, $"In the {Name}: {what}.");

    private int Value(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Min && number <= Max) return number;
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i].Equals(text, StringComparison.OrdinalIgnoreCase)) return Min + i;
        }

        var names = Names.Count == 0 ? "" : $" or {Names[0]} to {Names[^1]}";
        throw Mistake($"'{text}' is neither * nor a number from {Min} to {Max}{names}");
    }
}
