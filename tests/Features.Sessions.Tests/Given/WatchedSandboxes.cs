using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Sessions.Tests.Given;

/// <summary>The real workspaces; a test can stand in the way of one, and sees which were removed.</summary>
internal sealed class WatchedSandboxes(ISandboxes workspaces) : ISandboxes
{
    public string Provider => workspaces.Provider;

    public List<string> Removed { get; } = [];

    public Func<Task> Opening { get; set; } = () => Task.CompletedTask;

    public async ValueTask<IWorkspace> OpenAsync(
        string tenant, string sessionId, Func<SandboxPhase, ValueTask> report, CancellationToken cancellationToken)
    {
        await Opening();
        return await workspaces.OpenAsync(tenant, sessionId, report, cancellationToken);
    }

    public ValueTask<IWorkspace?> FindAsync(string tenant, string sessionId, CancellationToken cancellationToken) =>
        workspaces.FindAsync(tenant, sessionId, cancellationToken);

    public async ValueTask RemoveAsync(string tenant, string sessionId, CancellationToken cancellationToken)
    {
        await workspaces.RemoveAsync(tenant, sessionId, cancellationToken);
        Removed.Add(sessionId);
    }
}
