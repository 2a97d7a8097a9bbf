using System.IO.Enumeration;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Microsoft.Win32.SafeHandles;

namespace Carillon.Features.Sandbox;

/// <summary>
/// Lists folders. Each is opened, checked to be the one that its name said, and read through what was opened, so that nobody who
/// swaps it for a link meanwhile is told what is elsewhere.
/// </summary>
internal sealed class FolderReader(Confinement confinement)
{
    // What stands for bytes that are no character: such a name leads to no file.
    private const char NoCharacter = '\uFFFD';

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Errors: PathOutsideWorkspace, NotFound, Invalid (not a folder), PermissionDenied.</summary>
    public FolderListing Read(string path, ListingBounds bounds, CancellationToken cancellationToken)
    {
        var start = confinement.Resolve(path);
        var found = new List<FolderEntry>();
        try
        {
            var complete = Enter(start, bounds.Depth, bounds, found, cancellationToken);
            return new FolderListing(found, Truncated: !complete);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new CarillonException(ErrorCode.PermissionDenied, "the folder may not be read", error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new CarillonException(ErrorCode.NotFound, "no such folder", error);
        }
        catch (IOException error)
        {
            throw new CarillonException(ErrorCode.Invalid, "not a folder", error);
        }
    }

    /// <summary>False when there is more than may be named.</summary>
    private bool Enter(string folder, int depth, ListingBounds bounds, List<FolderEntry> found, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var entry in EntriesOf(folder, bounds.Limit - found.Count + 1))
        {
            if (found.Count == bounds.Limit) return false;
            found.Add(entry);
            if (entry.Kind != EntryKind.Directory || depth <= 1) continue;
            var name = Path.GetFileName(entry.Path);
            if (!bounds.Closed.Contains(name) && !TryEnter(Path.Combine(folder, name), depth - 1, bounds, found, cancellationToken)) return false;
        }

        return true;
    }

    /// <summary>A folder below that is gone by now, or may not be read, has nothing to name.</summary>
    private bool TryEnter(string folder, int depth, ListingBounds bounds, List<FolderEntry> found, CancellationToken cancellationToken)
    {
        try
        {
            return Enter(folder, depth, bounds, found, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CarillonException)
        {
            return true;
        }
    }

    private List<FolderEntry> EntriesOf(string folder, int most)
    {
        if (File.Exists(folder)) throw new CarillonException(ErrorCode.Invalid, "not a folder");
        if (!OperatingSystem.IsLinux()) return Sorted(folder, folder, most);

        using var opened = RegularFile.OpenAny(folder);
        confinement.Check(opened);
        if (Confinement.WhereIs(opened) != folder) throw new CarillonException(ErrorCode.NotFound, "the folder changed while it was read");
        return Sorted(Through(opened), folder, most);
    }

    /// <summary>A name for just what was opened, whatever happens to its own name.</summary>
    private static string Through(SafeFileHandle opened) => $"/proc/self/fd/{opened.DangerousGetHandle()}/";

    private List<FolderEntry> Sorted(string place, string folder, int most)
    {
        var entries = new FileSystemEnumerable<FolderEntry>(place, (ref entry) => Read(ref entry, folder), Everything)
        {
            ShouldIncludePredicate = (ref entry) => !entry.FileName.Contains(NoCharacter),
        };
        return [.. entries.Take(most).OrderBy(entry => entry.Path, StringComparer.Ordinal)];
    }

    private FolderEntry Read(ref FileSystemEntry entry, string folder)
    {
        var path = confinement.Relative(Path.Join(folder, entry.FileName));
        var kind = (entry.Attributes & FileAttributes.ReparsePoint) != 0 ? EntryKind.Link
            : entry.IsDirectory ? EntryKind.Directory
            : EntryKind.File;
        return new FolderEntry(path, kind, kind == EntryKind.File ? entry.Length : 0, entry.LastWriteTimeUtc);
    }
}
