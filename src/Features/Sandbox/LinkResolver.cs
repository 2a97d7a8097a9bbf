using Carillon.Core.Errors;

namespace Carillon.Features.Sandbox;

/// <summary>Follows every link of a path, the way the system would when it opens it; what does not exist stands for itself.</summary>
internal static class LinkResolver
{
    // What Linux allows (path_resolution(7)).
    private const int MaxLinks = 40;

    /// <summary>The real path, absolute and free of links and dots. Errors: Invalid (links that lead in a circle).</summary>
    public static string Resolve(string absolutePath)
    {
        var rest = new Stack<string>(Parts(absolutePath).Reverse());
        var resolved = Path.GetPathRoot(absolutePath)!;
        var links = 0;
        while (rest.TryPop(out var part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            var next = Path.Combine(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks) throw new CarillonException(ErrorCode.Invalid, "too many links in the path");
            if (Path.IsPathRooted(target)) resolved = Path.GetPathRoot(target)!;
            foreach (var piece in Parts(target).Reverse()) rest.Push(piece);
        }

        return resolved;
    }

    private static string[] Parts(string path) => path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
