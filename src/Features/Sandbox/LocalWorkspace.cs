using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Sandbox;

/// <summary>One session's folder.</summary>
internal sealed class LocalWorkspace(string root, WorkspaceFiles files, TerminalStarter terminals) : IWorkspace
{
    public string Root => root;

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
