using Carillon.Core.Errors;
using Microsoft.Win32.SafeHandles;

namespace Carillon.Features.Sandbox;

/// <summary>
/// Keeps paths inside one folder. Where a path leads is found out before it is opened, and once more from what was opened:
/// whoever swaps a folder for a link in between gains nothing.
/// </summary>
/// <param name="root">Absolute, free of links.</param>
internal sealed class Confinement(string root)
{
    // PATH_MAX on Linux (limits.h); following a longer one would only cost time.
    private const int MaxPathLength = 4096;

    private readonly string _prefix = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;

    /// <summary>The real, absolute path behind a name from outside. Errors: Invalid, PathOutsideWorkspace.</summary>
    public string Resolve(string path)
    {
        if (path.Length is 0 or > MaxPathLength || path.Contains('\0', StringComparison.Ordinal))
            throw new CarillonException(ErrorCode.Invalid, "the path is empty, too long or malformed");

        // Not normalised first: "link/.." is the folder above the link's target, not the link's own.
        var resolved = Follow(Path.Combine(root, path));
        return Holds(resolved) ? resolved : throw Outside();
    }

    /// <summary>Refuses an opened file that is elsewhere than its name said. Errors: PathOutsideWorkspace.</summary>
    public void Check(SafeFileHandle opened)
    {
        if (!OperatingSystem.IsLinux()) return;
        if (WhereIs(opened) is not { } actual || !Holds(actual)) throw Outside();
    }

    /// <summary>The name that the system knows an open file by now.</summary>
    public static string? WhereIs(SafeFileHandle opened) => new FileInfo($"/proc/self/fd/{opened.DangerousGetHandle()}").LinkTarget;

    /// <summary>Relative to the root, with forward slashes.</summary>
    public string Relative(string resolved) => Path.GetRelativePath(root, resolved).Replace(Path.DirectorySeparatorChar, '/');

    private static string Follow(string path)
    {
        try
        {
            return LinkResolver.Resolve(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CarillonException(ErrorCode.Invalid, "the path cannot be followed", error);
        }
    }

    private bool Holds(string resolved) => resolved == root || resolved.StartsWith(_prefix, StringComparison.Ordinal);

    private static CarillonException Outside() => new(ErrorCode.PathOutsideWorkspace, "the path leaves the workspace");
}
