using Microsoft.Extensions.Logging;

namespace Carillon.Features.Files.Tracking;

/// <summary>
/// Hears from the operating system which files change below a folder. It may lose some, and says so: then everything is suspect.
/// Where it cannot hear at all (too many are listened to on this machine), whoever uses it has to look by themselves.
/// </summary>
internal sealed partial class FolderEvents(string root, DirtyPaths dirty, ListenerSlots slots, ILogger logger) : IDisposable
{
    private FileSystemWatcher? _watcher;
    private bool _hasSlot;
    private volatile bool _isDeaf;

    /// <summary>True when changes may go unheard from now on.</summary>
    public bool IsDeaf => _isDeaf;

    public void Start()
    {
        _hasSlot = slots.TryTake();
        if (!_hasSlot)
        {
            _isDeaf = true;
            LogNoSlot(root);
            return;
        }

        try
        {
            _watcher = new FileSystemWatcher(root)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            _watcher.Created += (_, change) => Hear(change.FullPath);
            _watcher.Changed += (_, change) => Hear(change.FullPath);
            _watcher.Renamed += (_, change) => Hear(change.FullPath);
            _watcher.Error += (_, failure) => Fail(failure.GetException());
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception error) when (error is IOException or ArgumentException or PlatformNotSupportedException)
        {
            Fail(error);
        }
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        if (_hasSlot) slots.Release();
        _hasSlot = false;
    }

    private void Hear(string fullPath)
    {
        var path = Path.GetRelativePath(root, fullPath).Replace(Path.DirectorySeparatorChar, '/');
        if (!PassedOver.Contains(path)) dirty.Mark(path);
    }

    private void Fail(Exception error)
    {
        if (error is not InternalBufferOverflowException)
        {
            _isDeaf = true;
            LogDeaf(root, error.Message);
        }

        dirty.MarkAll();
    }

    [LoggerMessage(4405, LogLevel.Debug, "Changes in {Folder} are looked for: as many folders as may be are listened to already")]
    private partial void LogNoSlot(string folder);

    [LoggerMessage(4402, LogLevel.Warning, "Changes in {Folder} are not told by the system and are looked for instead: {Reason}")]
    private partial void LogDeaf(string folder, string reason);
}
