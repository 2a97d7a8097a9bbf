using System.Collections.Frozen;

namespace Carillon.Features.Files.Tracking;

/// <summary>What is not tracked, because programs make it for themselves (<c>docs/files.md</c> has the same list).</summary>
internal static class PassedOver
{
    /// <summary>Folders by name: the stores of version control, installed packages, and caches.</summary>
    public static FrozenSet<string> Folders { get; } = new[]
    {
        ".git", ".hg", ".svn", ".jj",
        "node_modules", "bower_components", ".venv", ".tox", ".gradle", ".terraform",
        "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".cache", ".parcel-cache", ".turbo", ".next", ".nuxt",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Endings = [".swp", ".swx", "~"];
    private static readonly string[] Beginnings = [".#", ".carillon-", ".nfs"];

    /// <summary>Whether a path, relative to the workspace, is passed over.</summary>
    public static bool Contains(ReadOnlySpan<char> path)
    {
        var slash = path.LastIndexOf('/');
        var name = path[(slash + 1)..];
        if (name is ".DS_Store" or "Thumbs.db") return true;
        foreach (var ending in Endings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal)) return true;
        }

        foreach (var beginning in Beginnings)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal)) return true;
        }

        return IsInside(path);
    }

    private static bool IsInside(ReadOnlySpan<char> path)
    {
        var names = Folders.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var part in path.Split('/'))
        {
            if (names.Contains(path[part])) return true;
        }

        return false;
    }
}
