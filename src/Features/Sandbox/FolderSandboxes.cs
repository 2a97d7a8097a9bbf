using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Features.Sandbox.Enclosures;
using Carillon.Features.Sandbox.Processes;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sandbox;

/// <summary>Workspaces as folders of this machine, and around their processes what was chosen.</summary>
internal sealed partial class FolderSandboxes(
    SandboxOptions options, IIdSource ids, IEnclosure enclosure, ProcessPorts ports, ILogger<FolderSandboxes> logger) : ISandboxes
{
    // No tenant's folder is called so: dots are written out there.
    private const string BelongingsFolder = ".belongings";

    private readonly Launcher _launcher = new(options, enclosure, ports);
    private readonly ILogger<FolderSandboxes> _logger = logger;

    /// <inheritdoc/>
    public string Provider => enclosure.Provider;

    /// <inheritdoc/>
    public async ValueTask<IWorkspace> OpenAsync(
        string tenant, string sessionId, Func<SandboxPhase, ValueTask> report, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var folder = FolderOf(tenant, sessionId);
        await report(new SandboxPhase("creating"));
        if (!Directory.Exists(folder))
        {
            PrivateFolder.Create(folder);
            LogOpened(sessionId, folder);
        }

        var place = PlaceOf(tenant, sessionId);
        try
        {
            await enclosure.PrepareAsync(place, report, cancellationToken);
        }
        catch (SandboxUnavailableException error)
        {
            LogNotPrepared(error, sessionId);
            throw new CarillonException(ErrorCode.Internal, $"the {Provider} sandbox could not be made", error);
        }

        return WorkspaceIn(place);
    }

    /// <inheritdoc/>
    public ValueTask<IWorkspace?> FindAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = Directory.Exists(FolderOf(tenant, sessionId)) ? WorkspaceIn(PlaceOf(tenant, sessionId)) : null;
        return ValueTask.FromResult<IWorkspace?>(found);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        var place = PlaceOf(tenant, sessionId);
        await ports.Running.EndAsync(place.Workspace);
        if (Directory.Exists(place.Belongings)) await FolderRemoval.RemoveAsync(place.Belongings, ids.NewId(), ports.Clock);
        var folder = FolderOf(tenant, sessionId);
        if (!Directory.Exists(folder)) return;
        await FolderRemoval.RemoveAsync(folder, ids.NewId(), ports.Clock);
        LogRemoved(sessionId, folder);
    }

    private FolderWorkspace WorkspaceIn(SessionPlace place)
    {
        var surroundings = new TerminalSurroundings(options, ports.Clock, _logger);
        return new FolderWorkspace(place, new WorkspaceFiles(place.Workspace, options, ids), _launcher, surroundings);
    }

    /// <summary>By their real names, so that what a process inside calls its working directory is the same text.</summary>
    private SessionPlace PlaceOf(string tenant, string sessionId) => new(
        LinkResolver.Resolve(FolderOf(tenant, sessionId)), LinkResolver.Resolve(FolderOf(BelongingsFolder, tenant, sessionId)));

    private string FolderOf(string tenant, string sessionId) =>
        Path.Combine(Path.GetFullPath(options.Directory), FolderName.Of(tenant), FolderName.Of(sessionId));

    private string FolderOf(string within, string tenant, string sessionId) =>
        Path.Combine(Path.GetFullPath(options.Directory), within, FolderName.Of(tenant), FolderName.Of(sessionId));

    [LoggerMessage(4100, LogLevel.Debug, "Workspace of session {SessionId} made at {Folder}")]
    private partial void LogOpened(string sessionId, string folder);

    [LoggerMessage(4101, LogLevel.Information, "Workspace of session {SessionId} removed at {Folder}")]
    private partial void LogRemoved(string sessionId, string folder);

    [LoggerMessage(4102, LogLevel.Error, "The sandbox of session {SessionId} could not be made")]
    private partial void LogNotPrepared(Exception error, string sessionId);
}
