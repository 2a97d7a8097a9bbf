using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Files.Tracking;

/// <summary>
/// How files looked when they were last read, so that the many which have not changed need not be read again. A file that was
/// written just before it was read is not trusted: it may change once more without looking different, as clocks of file systems are coarse.
/// </summary>
internal sealed class FileLooks
{
    // The coarsest clock of a file system that is in use.
    private static readonly TimeSpan Coarsest = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Look> _looks = new(StringComparer.Ordinal);

    public bool IsUnchanged(FolderEntry entry) =>
        _looks.TryGetValue(entry.Path, out var look) && look.IsTrusted && look.Size == entry.Size && look.ModifiedAt == entry.ModifiedAt;

    /// <param name="readAt">When reading it began.</param>
    public void Note(FileDigest digest, DateTimeOffset readAt) =>
        _looks[digest.Path] = new Look(digest.Size, digest.ModifiedAt, readAt - digest.ModifiedAt > Coarsest);

    public void Forget(string path) => _looks.Remove(path);

    public void ForgetAll() => _looks.Clear();

    /// <summary>Forgets every file but these.</summary>
    public void Keep(IReadOnlySet<string> paths)
    {
        foreach (var path in _looks.Keys)
        {
            if (!paths.Contains(path)) _looks.Remove(path);
        }
    }

    private readonly record struct Look(long Size, DateTimeOffset ModifiedAt, bool IsTrusted);
}
