namespace Carillon.Features.Sandbox;

/// <summary>Takes lines out of a text without changing their endings.</summary>
internal static class TextLines
{
    /// <param name="first">From 1; a smaller number is taken for 1.</param>
    /// <param name="count">Null for all that follow.</param>
    public static string Slice(string text, int first, int? count)
    {
        var start = Skip(text, 0, Math.Max(first, 1) - 1);
        return count is { } wanted ? text[start..Skip(text, start, wanted)] : text[start..];
    }

    private static int Skip(string text, int from, int lines)
    {
        for (; lines > 0 && from < text.Length; lines--)
        {
            var end = text.IndexOf('\n', from);
            if (end < 0) return text.Length;
            from = end + 1;
        }

        return from;
    }
}
