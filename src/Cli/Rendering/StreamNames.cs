namespace Carillon.Cli.Rendering;

/// <summary>Names of streams and ids, short enough for a line.</summary>
internal static class StreamNames
{
    private const int ShortLength = 8;

    /// <summary><c>session:af738220</c> for <c>session:01a1fc12-…-6023af738220</c>; any other name as it is.</summary>
    public static string Short(string stream)
    {
        var colon = stream.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Guid.TryParse(stream.AsSpan(colon + 1), out _) ? $"{stream[..colon]}:{ShortId(stream[(colon + 1)..])}" : stream;
    }

    /// <summary>The end of an id, which commands take in its place. Ids begin with the time, so neighbours differ only at their ends.</summary>
    public static string ShortId(string id) => id.Length > ShortLength ? id[^ShortLength..] : id;

    /// <summary>Whether a person means this id: all of it, its beginning or its end.</summary>
    public static bool IsMeant(string id, string text) =>
        text.Length > 0 && (id.StartsWith(text, StringComparison.OrdinalIgnoreCase) || id.EndsWith(text, StringComparison.OrdinalIgnoreCase));
}
