using System.Text;
using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Testing;

/// <summary>The files of one session, <c>s1</c>, that say what was put into them.</summary>
internal sealed class ScriptedFiles : IFiles
{
    private static readonly DateTimeOffset Modified = DateTimeOffset.FromUnixTimeMilliseconds(1700);

    /// <summary>Path to every content that the file had, the last one being what it has.</summary>
    public Dictionary<string, List<byte[]>> Contents { get; } = new(StringComparer.Ordinal);

    public void Put(string path, string text) => Put(path, Encoding.UTF8.GetBytes(text));

    public void Put(string path, byte[] content)
    {
        if (!Contents.TryGetValue(path, out var iterations)) Contents[path] = iterations = [];
        iterations.Add(content);
    }

    public ValueTask<FolderListing> ListAsync(Caller caller, string sessionId, string? path, int depth, CancellationToken cancellationToken)
    {
        CheckSession(caller, sessionId);
        if (depth is < 1 or > FileBounds.MaxDepth) throw new CarillonException(ErrorCode.Invalid, "The depth is 1 to 32.");
        var shown = Contents.Where(file => path is null || file.Key.StartsWith($"{path}/", StringComparison.Ordinal))
            .Select(file => new FolderEntry(file.Key, EntryKind.File, file.Value[^1].Length, Modified));
        return new(new FolderListing([new FolderEntry("src", EntryKind.Directory, 0, Modified), new FolderEntry("away", EntryKind.Link, 0, Modified), .. shown], depth > 1));
    }

    public ValueTask<FileBytes> ReadAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken) =>
        new(new FileBytes(path, Find(caller, sessionId, path)[^1]));

    public ValueTask<FileHistory> HistoryAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken)
    {
        var iterations = Find(caller, sessionId, path);
        return new(new FileHistory(path, [.. iterations.Select((content, at) => new FileIteration(at + 1, 1000 + at, content.Length, at == 0 ? null : $"h{at}"))]));
    }

    public ValueTask<FileBytes> ReadIterationAsync(Caller caller, string sessionId, string path, int iteration, CancellationToken cancellationToken)
    {
        var iterations = Find(caller, sessionId, path);
        if (iteration < 1 || iteration > iterations.Count) throw new CarillonException(ErrorCode.NotFound, "There is no such file.");
        return new(new FileBytes(path, iterations[iteration - 1]));
    }

    private List<byte[]> Find(Caller caller, string sessionId, string path)
    {
        CheckSession(caller, sessionId);
        if (path.StartsWith("..", StringComparison.Ordinal)) throw new CarillonException(ErrorCode.PathOutsideWorkspace, "The path leaves the workspace.");
        return Contents.GetValueOrDefault(path) ?? throw new CarillonException(ErrorCode.NotFound, "There is no such file.");
    }

    private static void CheckSession(Caller caller, string sessionId)
    {
        if (sessionId != "s1" || caller.TenantId != Caller.Dev.TenantId) throw new CarillonException(ErrorCode.SessionNotFound, $"There is no session '{sessionId}'.");
    }
}
