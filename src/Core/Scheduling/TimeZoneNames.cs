using Carillon.Core.Errors;

namespace Carillon.Core.Scheduling;

/// <summary>Finds time zones by the names of the IANA database, such as <c>Europe/Berlin</c>; <c>UTC</c> is always there.</summary>
public static class TimeZoneNames
{
    /// <summary>The zone of a name. Errors: Invalid.</summary>
    public static TimeZoneInfo Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Equals("UTC", StringComparison.OrdinalIgnoreCase)) return TimeZoneInfo.Utc;

        // A name is a path in the database's folder: it must not lead out of it, nor to a file that is no zone.
        var isName = name.Length is > 0 and <= 64 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '_' or '-' or '+');
        return isName && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new CarillonException(ErrorCode.Invalid, "There is no time zone of this name; use one such as Europe/Berlin, or UTC.");
    }
}
