namespace Carillon.Server.Configuration;

/// <summary>Where each dialect's own clients look when nobody tells them otherwise (design: surfaces).</summary>
internal static class CompatPorts
{
    public static IReadOnlyDictionary<string, IReadOnlyList<int>> All { get; } = new Dictionary<string, IReadOnlyList<int>>
    {
        ["diminuendo"] = [8080],
        ["aleph"] = [18790, 3001],
    };
}
