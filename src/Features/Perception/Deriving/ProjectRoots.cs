using System.IO.Enumeration;

namespace Carillon.Features.Perception.Deriving;

/// <summary>Finds the project that a file belongs to: the nearest folder above it that holds one of the markers.</summary>
internal sealed class ProjectRoots(IReadOnlyList<string> markers)
{
    private const int MostRemembered = 1000;

    private readonly Dictionary<string, string?> _roots = new(StringComparer.Ordinal);

    /// <summary>The root, or null when there is none.</summary>
    public string? Find(string file) => Path.GetDirectoryName(file) is { } folder ? FindAbove(folder) : null;

    private string? FindAbove(string folder)
    {
        if (_roots.TryGetValue(folder, out var known) && (known is null || IsRoot(known))) return known;
        var root = IsRoot(folder) ? folder : Path.GetDirectoryName(folder) is { } above ? FindAbove(above) : null;

        // That there is none may change with the next folder that is made; it is not remembered.
        if (root is null) return null;
        if (_roots.Count >= MostRemembered) _roots.Clear();
        return _roots[folder] = root;
    }

    private bool IsRoot(string folder)
    {
        foreach (var marker in markers)
        {
            if (marker.Contains('*') ? HasFile(folder, marker) : Path.Exists(Path.Combine(folder, marker))) return true;
        }

        return false;
    }

    private static bool HasFile(string folder, string pattern)
    {
        try
        {
            return new FileSystemEnumerable<bool>(folder, (ref FileSystemEntry entry) => true)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && FileSystemName.MatchesSimpleExpression(pattern, entry.FileName, false),
            }.Any();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
