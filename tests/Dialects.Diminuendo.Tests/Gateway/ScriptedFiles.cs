using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Dialects.Diminuendo.Tests.Gateway;

/// <summary>Files as a test wants them: the same in every session.</summary>
internal sealed class ScriptedFiles(ISessions sessions) : IFiles
{
    /// <summary>Content by path; null for one that is too large.</summary>
    public Dictionary<string, byte[]?> Contents { get; } = new(StringComparer.Ordinal);

    public bool Truncated { get; set; }

    public async ValueTask<FolderListing> ListAsync(Caller caller, string sessionId, string? path, int depth, CancellationToken cancellationToken)
    {
        await CheckAsync(caller, sessionId, path ?? ".", cancellationToken);
        var modified = DateTimeOffset.FromUnixTimeMilliseconds(1709312400000);
        FolderEntry[] entries =
        [
            new(path ?? ".", EntryKind.Directory, 0, modified), new($"src/depth-{depth}", EntryKind.File, 7, modified), new("link", EntryKind.Link, 0, modified),
        ];
        return new FolderListing(entries, Truncated);
    }

    public async ValueTask<FileBytes> ReadAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken)
    {
        await CheckAsync(caller, sessionId, path, cancellationToken);
        if (!Contents.TryGetValue(path, out var content)) throw new CarillonException(ErrorCode.NotFound, "There is no such file.");
        return new FileBytes(path, content ?? throw new CarillonException(ErrorCode.TooLarge, "Too large."));
    }

    public async ValueTask<FileHistory> HistoryAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken)
    {
        await ReadAsync(caller, sessionId, path, cancellationToken);
        return new FileHistory(path, [new FileIteration(1, 1709312400000, 3, "ab12"), new FileIteration(2, 1709312460000, 1L << 40, null)]);
    }

    public ValueTask<FileBytes> ReadIterationAsync(
        Caller caller, string sessionId, string path, int iteration, CancellationToken cancellationToken) =>
        iteration == 1
            ? ReadAsync(caller, sessionId, path, cancellationToken)
            : throw new CarillonException(ErrorCode.NotFound, "There is no such iteration.");

    private async ValueTask CheckAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken)
    {
        await sessions.GetAsync(caller, sessionId, cancellationToken);
        if (path.Contains("..", StringComparison.Ordinal)) throw new CarillonException(ErrorCode.PathOutsideWorkspace, "It leads out.");
    }
}
