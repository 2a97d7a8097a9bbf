using System.IO.Enumeration;

namespace Carillon.Features.Perception.Files;

/// <summary>
/// The folders below the watched ones, each with a watch of the system's, and the names in them: turns the kernel's records into
/// changes of paths. A folder that appears is looked into, so that nothing made in it before it was watched is missed. Used by one
/// thread.
/// </summary>
internal sealed class FolderTree(Inotify inotify, FileWatchOptions options, Action<FileChange> hear)
{
    private const InotifyMask Everywhere = InotifyMask.Create | InotifyMask.Modify | InotifyMask.Delete | InotifyMask.MovedFrom | InotifyMask.MovedTo
        | InotifyMask.OnlyFolder | InotifyMask.NoFollow | InotifyMask.ExceptUnlinked;

    private readonly IgnoreRules _ignore = new(options.Ignore);
    private readonly Dictionary<int, Folder> _folders = [];
    private readonly Dictionary<uint, (Folder From, string Name, bool IsFolder)> _moves = [];

    /// <summary>How many folders are watched.</summary>
    public int Watched => _folders.Count;

    /// <summary>How many files are known.</summary>
    public int Files { get; private set; }

    /// <summary>How many folders could not be watched because the system, or the settings, allow no more.</summary>
    public int TooMany { get; private set; }

    /// <summary>How many folders may not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>A folder left and it is not known yet where to: <see cref="Settle"/> decides once no more records wait.</summary>
    public bool HasMoves => _moves.Count > 0;

    /// <summary>Watches a folder with everything below it; false when it is not there.</summary>
    public bool AddRoot(string path)
    {
        if (inotify.TryWatch(path, (Everywhere & ~InotifyMask.NoFollow) | InotifyMask.DeleteSelf | InotifyMask.MoveSelf, out var full) is not { } watch)
        {
            if (full) TooMany++;
            return false;
        }

        if (_folders.ContainsKey(watch)) return true;
        var root = new Folder(null, path) { Watch = watch };
        _folders[watch] = root;
        Look(root, isNews: false);
        return true;
    }

    /// <summary>The watched folder that went away with this record, or null.</summary>
    public string? Take(InotifyRecord record)
    {
        if (!_folders.TryGetValue(record.Watch, out var folder)) return null;
        if (record.Mask.HasFlag(InotifyMask.Ignored))
        {
            _folders.Remove(record.Watch);
            return folder.Above is null && folder.Watch == record.Watch ? folder.Name : null;
        }

        if ((record.Mask & (InotifyMask.DeleteSelf | InotifyMask.MoveSelf | InotifyMask.Unmount)) != 0)
        {
            if (folder.Above is not null) return null;
            Drop(folder);
            return folder.Name;
        }

        if (record.Name.Length > 0) Take(folder, record);
        return null;
    }

    /// <summary>What left and did not come back by now left for good.</summary>
    public void Settle()
    {
        foreach (var (from, name, isFolder) in _moves.Values) Remove(from, name, isFolder);
        _moves.Clear();
    }

    /// <summary>Records were lost: what is new and what is gone is found by looking.</summary>
    public void LookAgain()
    {
        Settle();
        TooMany = Unreadable = 0;
        foreach (var root in _folders.Values.Where(folder => folder.Above is null).ToList()) Look(root, isNews: true);
    }

    private void Take(Folder folder, InotifyRecord record)
    {
        var isFolder = record.Mask.HasFlag(InotifyMask.IsFolder);
        var path = folder.PathOf(record.Name);
        var ignored = _ignore.Contains(folder.RelativePathOf(record.Name));
        switch (record.Mask & ~InotifyMask.IsFolder)
        {
            case InotifyMask.MovedTo when _moves.Remove(record.Cookie, out var move):
                Move(move.From, move.Name, folder, record.Name, isFolder, ignored);
                break;
            case InotifyMask.MovedFrom when folder.Names.ContainsKey(record.Name):
                _moves[record.Cookie] = (folder, record.Name, isFolder);
                break;
            case InotifyMask.Create or InotifyMask.MovedTo when !ignored:
                Add(folder, record.Name, isFolder, isNews: true);
                break;
            case InotifyMask.Modify when !ignored && !isFolder:
                if (!Add(folder, record.Name, isFolder: false, isNews: true)) hear(new FileChange(FileChangeKind.Modified, path));
                break;
            case InotifyMask.Delete:
                Remove(folder, record.Name, isFolder);
                break;
        }
    }

    /// <summary>False when the name was known.</summary>
    private bool Add(Folder folder, string name, bool isFolder, bool isNews)
    {
        if (folder.Names.TryGetValue(name, out var known))
        {
            if (isFolder && known is { Watch: null }) Watch(known);
            return false;
        }

        var path = folder.PathOf(name);
        if (isNews) hear(new FileChange(FileChangeKind.Created, path, IsFolder: isFolder));
        folder.Names[name] = isFolder ? new Folder(folder, name) : null;
        if (!isFolder) Files++;
        else if (Watch(folder.Names[name]!)) Look(folder.Names[name]!, isNews);
        return true;
    }

    private bool Watch(Folder folder)
    {
        if (_folders.Count >= options.MaxFolders)
        {
            TooMany++;
            return false;
        }

        if (inotify.TryWatch(folder.Path, Everywhere, out var full) is not { } watch)
        {
            if (full) TooMany++;
            else if (Directory.Exists(folder.Path)) Unreadable++;
            return false;
        }

        folder.Watch = watch;
        _folders[watch] = folder;
        return true;
    }

    /// <summary>Takes in what is in a folder and below it.</summary>
    private void Look(Folder folder, bool isNews)
    {
        var there = new Dictionary<string, bool>(StringComparer.Ordinal);
        try
        {
            var names = new FileSystemEnumerable<(string Name, bool IsFolder)>(
                folder.Path,
                (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
                new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false });
            foreach (var (name, isFolder) in names)
            {
                if (!_ignore.Contains(folder.RelativePathOf(name))) there[name] = isFolder;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It went away meanwhile, which is told, or may not be read.
            if (error is UnauthorizedAccessException) Unreadable++;
            return;
        }

        foreach (var (name, known) in folder.Names.ToList())
        {
            if (!there.TryGetValue(name, out var isFolder) || isFolder != known is not null) Remove(folder, name, known is not null);
        }

        foreach (var (name, isFolder) in there)
        {
            if (!Add(folder, name, isFolder, isNews) && folder.Names[name] is { } below) Look(below, isNews);
        }
    }

    private void Move(Folder from, string oldName, Folder to, string newName, bool isFolder, bool ignored)
    {
        if (ignored)
        {
            Remove(from, oldName, isFolder);
            return;
        }

        from.Names.Remove(oldName, out var moved);
        if (moved is null && isFolder) moved = new Folder(to, newName);
        var oldPath = from.PathOf(oldName);
        var replaced = to.Names.Remove(newName, out var before);
        if (before is not null) Drop(before);
        if (replaced && !isFolder) Files--;
        to.Names[newName] = moved;
        moved?.Attach(to, newName);
        hear(new FileChange(FileChangeKind.Renamed, to.PathOf(newName), oldPath, isFolder, replaced));
    }

    private void Remove(Folder folder, string name, bool isFolder)
    {
        if (!folder.Names.Remove(name, out var below)) return;
        if (below is not null) Drop(below);
        else Files--;
        hear(new FileChange(FileChangeKind.Deleted, folder.PathOf(name), IsFolder: isFolder));
    }

    /// <summary>Watches a folder no more, nor anything below it.</summary>
    private void Drop(Folder folder)
    {
        if (folder.Watch is { } watch)
        {
            folder.Watch = null;
            _folders.Remove(watch);
            inotify.Forget(watch);
        }

        foreach (var below in folder.Names.Values)
        {
            if (below is null) Files--;
            else Drop(below);
        }

        folder.Names.Clear();
    }

    private sealed class Folder(Folder? above, string name)
    {
        public Folder? Above { get; private set; } = above;

        /// <summary>Of a watched root its path.</summary>
        public string Name { get; private set; } = name;

        public int? Watch { get; set; }

        /// <summary>What is in it; files stand for nothing more than their names.</summary>
        public Dictionary<string, Folder?> Names { get; } = new(StringComparer.Ordinal);

        public string Path => Above is null ? Name : Above.PathOf(Name);

        public string PathOf(string child) => $"{(Path is "/" ? "" : Path)}/{child}";

        public string RelativePathOf(string child) => Above is null ? child : $"{Above.RelativePathOf(Name)}/{child}";

        public void Attach(Folder above, string name)
        {
            Above = above;
            Name = name;
        }
    }
}
