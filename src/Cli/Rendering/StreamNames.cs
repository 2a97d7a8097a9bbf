namespace Carillon.Cli.Rendering;

/// <summary>Names of streams and ids, short enough for a line.</summary>
internal static class StreamNames
{
    private const int ShortLength = 8;

    /// <summary><c>session:9f1c2ab4</c> for <c>session:9f1c2ab4-…</c>; any other name as it is.</summary>
    public static string Short(string stream)
    {
        var colon = stream.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Guid.TryParse(stream.AsSpan(colon + 1), out _) ? $"{stream[..colon]}:{ShortId(stream[(colon + 1)..])}" : stream;
    }

    /// <summary>The beginning of an id, which commands take in its place.</summary>
    public static string ShortId(string id) => id.Length > ShortLength ? id[..ShortLength] : id;
}
