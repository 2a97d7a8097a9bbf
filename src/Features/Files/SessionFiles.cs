using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Features.Files.Storage;
using Carillon.Features.Files.Tracking;

namespace Carillon.Features.Files;

/// <summary>Shows people the files of sessions, now and before.</summary>
public sealed class SessionFiles(ISessions sessions, FilesPorts ports, FilesOptions options) : IFiles
{
    /// <inheritdoc/>
    public async ValueTask<FolderListing> ListAsync(
        Caller caller, string sessionId, string? path, int depth, CancellationToken cancellationToken)
    {
        if (depth is < 1 or > FileBounds.MaxDepth) throw new CarillonException(ErrorCode.Invalid, $"The depth is 1 to {FileBounds.MaxDepth}.");
        var folder = string.IsNullOrEmpty(path) ? "." : path;
        if (await FindAsync(caller, sessionId, cancellationToken) is { } workspace)
            return await workspace.ListAsync(folder, new ListingBounds(depth, options.MaxListed, PassedOver.Folders), cancellationToken);
        return folder == "." ? new FolderListing([], Truncated: false) : throw NoFile();
    }

    /// <inheritdoc/>
    public async ValueTask<FileBytes> ReadAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(caller, sessionId, cancellationToken) ?? throw NoFile();
        return await workspace.ReadAsync(path, options.MaxReadBytes, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<FileHistory> HistoryAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken)
    {
        var name = await NameAsync(caller, sessionId, path, cancellationToken);
        var versions = await StoreOf(caller, sessionId).VersionsAsync(name, cancellationToken);
        return versions.Count > 0 ? new FileHistory(name, [.. versions.Select(version => version.ToIteration())]) : throw NoFile();
    }

    /// <inheritdoc/>
    public async ValueTask<FileBytes> ReadIterationAsync(
        Caller caller, string sessionId, string path, int iteration, CancellationToken cancellationToken)
    {
        var name = await NameAsync(caller, sessionId, path, cancellationToken);
        var store = StoreOf(caller, sessionId);
        var version = await store.FindVersionAsync(name, iteration, cancellationToken) ?? throw NoFile();
        if (version.Size > options.MaxReadBytes)
            throw new CarillonException(ErrorCode.TooLarge, $"The iteration is larger than {options.MaxReadBytes} bytes.");
        var content = await store.ContentAsync(version, cancellationToken)
            ?? throw new CarillonException(ErrorCode.TooLarge, "The iteration was too large to be kept.");
        return new FileBytes(name, content);
    }

    /// <summary>The session's workspace; null before there is one. Errors: SessionNotFound, PermissionDenied.</summary>
    private async ValueTask<IWorkspace?> FindAsync(Caller caller, string sessionId, CancellationToken cancellationToken)
    {
        await sessions.GetAsync(caller, sessionId, cancellationToken);
        return await ports.Sandboxes.FindAsync(caller.TenantId, sessionId, cancellationToken);
    }

    private async ValueTask<string> NameAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken)
    {
        var workspace = await FindAsync(caller, sessionId, cancellationToken) ?? throw NoFile();
        return workspace.NameOf(path);
    }

    private FileStore StoreOf(Caller caller, string sessionId) => new(ports.Documents, caller.TenantId, sessionId);

    private static CarillonException NoFile() => new(ErrorCode.NotFound, "There is no such file.");
}
