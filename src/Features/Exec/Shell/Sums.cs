namespace Carillon.Features.Exec.Shell;

/// <summary>Tells <c>((1 + 2))</c> from <c>((ls) | wc)</c>, which only their end does.</summary>
internal static class Sums
{
    // Looking for the end of every pair to the end of a line would take its length squared.
    private const int MaxLength = 4096;

    /// <summary>What stands in the double parentheses that begin here, which are passed over; null, and nothing is passed over, when they are others.</summary>
    public static string? ContentAt(Cursor cursor)
    {
        var (text, start, depth) = (cursor.Text, cursor.At + 2, 0);
        for (var i = start; i < text.Length && i < start + MaxLength; i++)
        {
            if (text[i] == '(') depth++;
            if (text[i] != ')') continue;
            if (depth-- > 0) continue;
            if (i + 1 >= text.Length || text[i + 1] != ')') return null;
            cursor.At = i + 2;
            return text[start..i];
        }

        return null;
    }
}
