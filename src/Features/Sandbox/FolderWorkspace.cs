using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Features.Sandbox.Enclosures;
using Carillon.Features.Sandbox.Processes;

namespace Carillon.Features.Sandbox;

/// <summary>One session's folder.</summary>
internal sealed class FolderWorkspace(
    SessionPlace place, WorkspaceFiles files, Launcher launcher, TerminalSurroundings surroundings) : IWorkspace
{
    private readonly FolderReader _folders = new(new Confinement(place.Workspace));
    private readonly FileReader _reader = new(new Confinement(place.Workspace));

    public string Root => place.Workspace;

    public string NameOf(string path)
    {
        var confinement = new Confinement(place.Workspace);
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

    public async ValueTask<ChildProcess> LaunchAsync(Launch launch, CancellationToken cancellationToken) =>
        await launcher.LaunchAsync(place, launch, cancellationToken);

    public async ValueTask<ITerminal> StartAsync(TerminalRequest request, ITerminalObserver observer, CancellationToken cancellationToken)
    {
        var child = await LaunchAsync(TerminalCommand.Of(request), cancellationToken);
        child.Input.Close();
        var terminal = new Terminal(child, surroundings.RingFor(request), observer, surroundings);
        terminal.Begin();
        return terminal;
    }
}
