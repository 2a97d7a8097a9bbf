using System.Globalization;
using Carillon.Dialects.Native.Errors;

namespace Carillon.Dialects.Native.Following;

/// <summary>How a point to follow from is written.</summary>
/// <remarks>
/// <code>
/// after = "start" | "0" | epoch "-" position | "seq:" [ epoch "-" ] seq
/// </code>
/// </remarks>
internal readonly record struct CursorText(bool BySeq, long? Epoch, long Value)
{
    /// <summary>Two 64-bit numbers, a sign each, and the dash.</summary>
    public const int MaxLength = 41;

    /// <summary>From the oldest event that is kept.</summary>
    public static CursorText Start { get; } = new(BySeq: false, Epoch: null, 0);

    public static CursorText Parse(string text)
    {
        if (text is "start" or "0") return Start;
        var bySeq = text.StartsWith("seq:", StringComparison.Ordinal);
        var rest = text.AsSpan(bySeq ? 4 : 0);
        var dash = rest.IndexOf('-');
        long? epoch = null;
        if (dash >= 0)
        {
            if (!TryParse(rest[..dash], out var known)) throw Misfit(text);
            epoch = known;
        }

        if (!TryParse(rest[(dash + 1)..], out var value) || (epoch is null && !bySeq)) throw Misfit(text);
        return new CursorText(bySeq, epoch, value);
    }

    public static string Format(long epoch, long position) => string.Create(CultureInfo.InvariantCulture, $"{epoch}-{position}");

    /// <summary>Writes a cursor and returns its length; the target holds <see cref="MaxLength"/>.</summary>
    public static int Format(Span<byte> target, long epoch, long position)
    {
        epoch.TryFormat(target, out var length, default, CultureInfo.InvariantCulture);
        target[length++] = (byte)'-';
        position.TryFormat(target[length..], out var more, default, CultureInfo.InvariantCulture);
        return length + more;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static Core.Errors.CarillonException Misfit(string text) => Invalid.Because(
        text.Length > 100
            ? "'after' is not a cursor."
            : $"'{text}' is not a cursor: give back what an event carried as 'cursor', or 'start', or 'seq:' and a number for one stream.");
}
