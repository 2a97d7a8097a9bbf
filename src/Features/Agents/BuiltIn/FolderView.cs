namespace Carillon.Features.Agents.BuiltIn;

/// <summary>Looks at the files of one folder, without following links and without end: what is too much is left out.</summary>
internal sealed class FolderView(string root)
{
    private const int MaxEntries = 200;
    private const int MaxFiles = 5000;
    private const int MaxHits = 50;
    private const int MaxLine = 160;
    private const long MaxFileBytes = 1 << 20;

    private static readonly EnumerationOptions Plainly = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
    private static readonly string[] Skipped = [".git", "node_modules"];

    /// <summary>The absolute path of a name in the folder; null when it leads out.</summary>
    public string? Find(string name)
    {
        var full = Path.GetFullPath(Path.Combine(root, name));
        var relative = Path.GetRelativePath(root, full);
        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : full;
    }

    /// <summary>Names, folders first and with a slash; null when there is no such folder.</summary>
    public IReadOnlyList<string>? List(string folder)
    {
        if (Find(folder) is not { } full || !Directory.Exists(full)) return null;
        return
        [
            .. new DirectoryInfo(full).EnumerateFileSystemInfos("*", Plainly)
                .Take(MaxEntries)
                .OrderBy(entry => entry is FileInfo)
                .ThenBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => entry is FileInfo file ? $"{file.Name} ({file.Length} bytes)" : $"{entry.Name}/"),
        ];
    }

    /// <summary>Lines that hold a text, whatever its case, as <c>file:line: text</c>.</summary>
    public async Task<IReadOnlyList<string>> SearchAsync(string text, CancellationToken cancellationToken)
    {
        var hits = new List<string>();
        foreach (var file in Files(new DirectoryInfo(root)).Take(MaxFiles))
        {
            // An empty one may also be a pipe, which would never end.
            if (file.Length is 0 or > MaxFileBytes) continue;
            var number = 0;
            foreach (var line in await LinesAsync(file, cancellationToken))
            {
                number++;
                if (line.Contains('\0', StringComparison.Ordinal)) break;
                if (!line.Contains(text, StringComparison.OrdinalIgnoreCase)) continue;
                hits.Add($"{Path.GetRelativePath(root, file.FullName)}:{number}: {(line.Length > MaxLine ? line[..MaxLine] : line).Trim()}");
                if (hits.Count == MaxHits) return hits;
            }
        }

        return hits;
    }

    private static async Task<string[]> LinesAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllLinesAsync(file.FullName, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // One file that may not be read does not make the others worth less.
            return [];
        }
    }

    /// <summary>The first file in the folder that is called README, with any ending; null when there is none.</summary>
    public string? Readme() => new DirectoryInfo(root).EnumerateFiles("*", Plainly)
        .Where(file => file.Name.StartsWith("readme", StringComparison.OrdinalIgnoreCase))
        .OrderBy(file => file.Name.Length)
        .ThenBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => file.FullName)
        .FirstOrDefault();

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles("*", Plainly).OrderBy(file => file.Name, StringComparer.Ordinal)
            .Concat(folder.EnumerateDirectories("*", Plainly)
                .Where(inner => !Skipped.Contains(inner.Name))
                .OrderBy(inner => inner.Name, StringComparer.Ordinal)
                .SelectMany(Files));
}
