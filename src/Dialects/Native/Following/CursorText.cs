using System.Globalization;
using Carillon.Core.Deliveries;
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
    private const string SeqPrefix = "seq:";

    /// <summary>From the oldest event that is kept.</summary>
    public static CursorText Start { get; } = new(BySeq: false, Epoch: null, 0);

    public static CursorText Parse(string text)
    {
        if (text is "start" or "0") return Start;
        var bySeq = text.StartsWith(SeqPrefix, StringComparison.Ordinal);
        var rest = text.AsSpan(bySeq ? SeqPrefix.Length : 0);
        if (LogPlace.TryParse(rest, out var place)) return new CursorText(bySeq, place.Epoch, place.Position);
        if (bySeq && long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) return new CursorText(bySeq, Epoch: null, seq);
        throw Invalid.Because(
            text.Length > 100
                ? "'after' is not a cursor."
                : $"'{text}' is not a cursor: give back what an event carried as 'cursor', or 'start', or 'seq:' and a number for one stream.");
    }
}
