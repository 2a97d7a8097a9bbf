using Carillon.Contracts.Sandbox;
using Carillon.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sandbox;

/// <summary>
/// Workspaces as plain folders of this machine, and commands as plain processes of this user. It keeps the files of sessions
/// apart and ends what was started; it does not keep a hostile program from the rest of the machine.
/// </summary>
public sealed partial class LocalSandboxes : ISandboxes, IAsyncDisposable
{
    private readonly SandboxOptions _options;
    private readonly RunningTerminals _running = new();
    private readonly TerminalStarter _terminals;
    private readonly IIdSource _ids;
    private readonly TimeProvider _clock;
    private readonly ILogger<LocalSandboxes> _logger;

    /// <summary>Keeps workspaces under the options' directory.</summary>
    public LocalSandboxes(SandboxOptions options, IIdSource ids, TimeProvider clock, ILogger<LocalSandboxes> logger)
    {
        _options = options;
        _ids = ids;
        _clock = clock;
        _logger = logger;
        _terminals = new TerminalStarter(options, ids, clock, _running, logger);
    }

    /// <inheritdoc/>
    public string Provider => "local";

    /// <inheritdoc/>
    public ValueTask<IWorkspace> OpenAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var folder = FolderOf(tenant, sessionId);
        if (!Directory.Exists(folder))
        {
            CreatePrivate(folder);
            LogOpened(sessionId, folder);
        }

        return ValueTask.FromResult<IWorkspace>(WorkspaceIn(folder));
    }

    /// <inheritdoc/>
    public ValueTask<IWorkspace?> FindAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var folder = FolderOf(tenant, sessionId);
        return ValueTask.FromResult<IWorkspace?>(Directory.Exists(folder) ? WorkspaceIn(folder) : null);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        var folder = FolderOf(tenant, sessionId);
        if (!Directory.Exists(folder)) return;
        await _running.EndAsync(LinkResolver.Resolve(folder));
        await FolderRemoval.RemoveAsync(folder, _ids.NewId(), _clock);
        LogRemoved(sessionId, folder);
    }

    /// <summary>Ends every command that still runs; the files stay.</summary>
    public async ValueTask DisposeAsync() => await _running.EndAllAsync();

    private LocalWorkspace WorkspaceIn(string folder)
    {
        // Its real name, so that what a process inside calls its working directory is the same text.
        var root = LinkResolver.Resolve(folder);
        return new LocalWorkspace(root, new WorkspaceFiles(root, _options, _ids), _terminals);
    }

    private string FolderOf(string tenant, string sessionId) =>
        Path.Combine(Path.GetFullPath(_options.Directory), FolderName.Of(tenant), FolderName.Of(sessionId));

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [LoggerMessage(4100, LogLevel.Debug, "Workspace of session {SessionId} made at {Folder}")]
    private partial void LogOpened(string sessionId, string folder);

    [LoggerMessage(4101, LogLevel.Information, "Workspace of session {SessionId} removed at {Folder}")]
    private partial void LogRemoved(string sessionId, string folder);
}
