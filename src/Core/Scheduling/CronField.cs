using System.Globalization;

namespace Carillon.Core.Scheduling;

/// <summary>One field of a cron expression: which of its values fit, as bits.</summary>
/// <param name="StartsWithStar">It does not narrow by itself: <c>*</c>, or <c>*/n</c>.</param>
/// <param name="Repeats">It has a star, a range or a step, so it names a rhythm and not single values.</param>
internal readonly record struct CronField(ulong Values, bool StartsWithStar, bool Repeats)
{
    public bool Has(int value) => (Values & (1UL << value)) != 0;

    /// <summary>The first value that fits, from this one on; -1 for none.</summary>
    public int From(int value)
    {
        var left = value > 63 ? 0 : Values & (ulong.MaxValue << value);
        return left == 0 ? -1 : System.Numerics.BitOperations.TrailingZeroCount(left);
    }

    /// <summary>Reads a field: <c>*</c>, values, ranges, steps, and lists of them.</summary>
    public static CronField Read(string text, CronFieldKind kind)
    {
        ulong values = 0;
        var repeats = false;
        foreach (var part in text.Split(','))
        {
            values |= ReadPart(part, kind, out var isSingle);
            repeats |= !isSingle;
        }

        return new CronField(values, text[0] == '*', repeats);
    }

    private static ulong ReadPart(string part, CronFieldKind kind, out bool isSingle)
    {
        var slash = part.IndexOf('/');
        var range = slash < 0 ? part : part[..slash];
        var step = slash < 0 ? 1 : ReadStep(part[(slash + 1)..], kind);
        var (from, to) = kind.Range(range, isOpen: slash >= 0);
        isSingle = slash < 0 && range != "*" && from == to;
        ulong values = 0;
        for (var value = from; value <= to; value += step) values |= 1UL << kind.Fold(value);
        return values;
    }

    private static int ReadStep(string text, CronFieldKind kind) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step >= 1 && step <= kind.Max
            ? step
            : throw kind.Mistake($"a step is a number from 1 to {kind.Max}, not '{text}'");
}
