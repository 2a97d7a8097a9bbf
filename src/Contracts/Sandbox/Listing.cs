namespace Carillon.Contracts.Sandbox;

/// <summary>How far a listing goes.</summary>
/// <param name="Depth">1 for what is in the folder itself, 2 for what is in its folders too.</param>
/// <param name="Limit">The most entries named.</param>
/// <param name="Closed">Names of folders that are named and not entered.</param>
public sealed record ListingBounds(int Depth, int Limit, IReadOnlySet<string> Closed);

/// <summary>What was found.</summary>
/// <param name="Truncated">There is more than the limit.</param>
public sealed record FolderListing(IReadOnlyList<FolderEntry> Entries, bool Truncated);

/// <summary>Something in a folder.</summary>
/// <param name="Path">Relative to the workspace, with forward slashes.</param>
/// <param name="Size">Bytes of a file's content; 0 for everything else.</param>
public sealed record FolderEntry(string Path, EntryKind Kind, long Size, DateTimeOffset ModifiedAt);

/// <summary>What something in a folder is.</summary>
public enum EntryKind
{
    /// <summary>A file. A pipe, a socket or a device counts as one without content.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link, wherever it leads.</summary>
    Link,
}

/// <summary>How kinds are written: <c>file</c>, <c>directory</c>, <c>link</c> (seed: Diminuendo, file_list; links are ours).</summary>
public static class EntryKindNames
{
    /// <summary>A kind's name.</summary>
    public static string Of(EntryKind kind) => kind switch
    {
        EntryKind.Directory => "directory",
        EntryKind.Link => "link",
        _ => "file",
    };
}
