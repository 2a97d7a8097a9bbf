using Carillon.Core.Deliveries;
using Carillon.Core.Errors;
using Carillon.Core.Ports;

namespace Carillon.Dialects.Aleph.Following;

/// <summary>A place in the log as clients give it: <c>{epoch}-{position}</c>, or <c>start</c>.</summary>
/// <param name="Reset">Why the place that was given is not gone by, when it is not: everything comes from the start then.</param>
internal readonly record struct CursorText(long Position, string? Reset)
{
    /// <summary>Reads one against the log. Errors: Invalid.</summary>
    public static CursorText Parse(string text, ILog log)
    {
        if (text is "start" or "0") return new CursorText(0, null);
        if (!LogPlace.TryParse(text, out var place))
        {
            throw new CarillonException(ErrorCode.Invalid, "'after' is to be what an event carried as 'cursor', or 'start'.");
        }

        var reset = place.ResetIn(log.Epoch, log.DurablePosition);
        return new CursorText(reset is null ? place.Position : 0, reset);
    }
}
