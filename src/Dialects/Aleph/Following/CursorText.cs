using System.Globalization;
using Carillon.Core.Errors;
using Carillon.Core.Ports;

namespace Carillon.Dialects.Aleph.Following;

/// <summary>A place in the log as clients hold it: <c>{epoch}-{position}</c>, or <c>start</c>.</summary>
/// <param name="Reset">Why the place that was given is not gone by, when it is not: everything comes from the start then.</param>
internal readonly record struct CursorText(long Position, string? Reset)
{
    /// <summary>Reads one against the log. Errors: Invalid.</summary>
    public static CursorText Parse(string text, ILog log)
    {
        if (text is "start" or "0") return new CursorText(0, null);
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !TryParse(text.AsSpan(0, dash), out var epoch) || !TryParse(text.AsSpan(dash + 1), out var position))
        {
            throw new CarillonException(ErrorCode.Invalid, "'after' is to be what an event carried as 'cursor', or 'start'.");
        }

        if (epoch != log.Epoch) return new CursorText(0, "The cursor belongs to another life of the log, which was lost or restored.");
        return position > log.DurablePosition ? new CursorText(0, "The cursor is ahead of the log.") : new CursorText(position, null);
    }

    public static string Format(long epoch, long position) => string.Create(CultureInfo.InvariantCulture, $"{epoch}-{position}");

    private static bool TryParse(ReadOnlySpan<char> text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
