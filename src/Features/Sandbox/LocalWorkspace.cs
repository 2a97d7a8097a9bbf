using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Sandbox;

/// <summary>One session's folder.</summary>
internal sealed class LocalWorkspace(string root, WorkspaceFiles files, TerminalStarter terminals) : IWorkspace
{
    private readonly FolderReader _folders = new(new Confinement(root));
    private readonly FileReader _reader = new(new Confinement(root));

    public string Root => root;

    public string NameOf(string path)
    {
        var confinement = new Confinement(root);
        return confinement.Relative(confinement.Resolve(path));
    }

    public async ValueTask<FolderListing> ListAsync(string path, ListingBounds bounds, CancellationToken cancellationToken) =>

        // A folder is read without waiting for anything, however large it is: not on the caller's thread.
        await Task.Run(() => _folders.Read(path, bounds, cancellationToken), cancellationToken);

    public async ValueTask<FileBytes> ReadAsync(string path, int limit, CancellationToken cancellationToken) =>
        await _reader.ReadAsync(path, limit, cancellationToken);

    public async ValueTask<FileDigest> DigestAsync(string path, DigestBounds bounds, CancellationToken cancellationToken) =>
        await _reader.DigestAsync(path, bounds, cancellationToken);

    public async ValueTask<string> ReadTextAsync(string path, int? line, int? limit, CancellationToken cancellationToken) =>
        await files.ReadAsync(path, line, limit, cancellationToken);

    public async ValueTask<FileWritten> WriteTextAsync(string path, string content, CancellationToken cancellationToken) =>
        await files.WriteAsync(path, content, cancellationToken);

    public ValueTask<ITerminal> StartAsync(TerminalRequest request, ITerminalObserver observer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<ITerminal>(terminals.Start(root, request, observer));
    }
}
