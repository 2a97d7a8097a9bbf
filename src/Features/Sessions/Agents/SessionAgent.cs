using Carillon.Contracts.Agents;
using Carillon.Contracts.Files;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sandbox;
using Carillon.Contracts.Sessions;
using Carillon.Events;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Agents;

/// <summary>A session's agent process with the workspace it works in. One caller at a time starts or stops it: the session's one task, or who awaited that.</summary>
internal sealed class SessionAgent(LiveSession session, SessionsPorts ports, SessionsOptions options, SessionStore store)
{
    private readonly SessionHooks _hooks = new(session, ports.Hooks);
    private readonly Terminals _terminals = new(ports, options, new SessionHooks(session, ports.Hooks));
    private IWorkspace? _workspace;
    private IFileWatch? _files;
    private IAgent? _agent;
    private volatile IReadOnlyList<AgentCommand> _commands = [];
    private long _contextTokens = -1;

    /// <summary>Whether a process is there to take a prompt.</summary>
    public bool IsRunning => _agent is { Exited.IsCompleted: false };

    /// <summary>The workspace's folder; null until it was opened.</summary>
    public string? Root => _workspace?.Root;

    /// <summary>Which agent it is; null until one was started.</summary>
    public string? Type { get; private set; }

    /// <summary>How full the running agent last said its context is; null where it did not.</summary>
    public long? ContextTokens => Interlocked.Read(ref _contextTokens) is >= 0 and var tokens ? tokens : null;

    /// <summary>Whether the running agent has said that it understands a command.</summary>
    public bool Offers(string command) => IsRunning && _commands.Any(offered => offered.Name.TrimStart('/') == command);

    /// <summary>Keeps what an agent says of itself, in a turn or between two.</summary>
    public void Note(AgentUpdate update)
    {
        if (update is AgentCommands commands) _commands = commands.Commands;
        if (update is AgentUsage { ContextTokens: { } tokens }) Interlocked.Exchange(ref _contextTokens, tokens);
    }

    /// <summary>Completes when the process has ended; null when there is none.</summary>
    public Task? Exited => _agent?.Exited;

    /// <summary>The running agent, or a new one in the session's workspace. Errors: those of <see cref="IAgents.StartAsync"/> and <see cref="ISandboxes.OpenAsync"/>.</summary>
    public async Task<IAgent> ActivateAsync(CancellationToken cancellationToken)
    {
        if (IsRunning) return _agent!;
        await StopAsync();
        _workspace ??= await OpenWorkspaceAsync(cancellationToken);
        _files = await ports.Files.WatchAsync(new WatchedPlace(session.Stream, _workspace, () => session.Turn?.Id), cancellationToken);

        var (record, _) = await store.GetAsync(session.Tenant, session.Id, cancellationToken);
        Type = record.AgentType;
        var served = new ServedRequests(session, ports, store, new AgentQuestions(session, ports, options, _hooks), _hooks);
        var requests = new AgentRequests(session, new AgentPlace(_workspace, _files), _terminals, served);
        var start = new AgentStart(record.AgentType, session.Id, _workspace.Root, requests);
        _agent = await ports.Agents.StartAsync(start, cancellationToken);
        await _hooks.AttendAsync(HookEvent.SessionStart, cancellationToken);
        return _agent;
    }

    /// <summary>Ends the process and everything that it started; what all of it changed is recorded then.</summary>
    public async Task StopAsync()
    {
        var (agent, files) = (_agent, _files);
        (_agent, _files) = (null, null);
        _commands = [];
        Interlocked.Exchange(ref _contextTokens, -1);
        await _terminals.ReleaseAllAsync();
        if (agent is not null) await agent.DisposeAsync();
        if (files is not null) await files.DisposeAsync();
        if (agent is not null) _hooks.Tell(HookEvent.SessionEnd, call => call);
    }

    /// <summary>Ends the commands that still run, and records what changed; what they printed can still be read.</summary>
    public async Task EndTerminalsAsync()
    {
        await _terminals.EndAllAsync();
        if (_files is not null) await _files.CatchUpAsync(CancellationToken.None);
    }

    /// <summary>Removes the workspace; the agent was stopped before.</summary>
    public async Task RemoveWorkspaceAsync(CancellationToken cancellationToken)
    {
        _workspace = null;
        await ports.Sandboxes.RemoveAsync(session.Tenant, session.Id, cancellationToken);
    }

    private async Task<IWorkspace> OpenWorkspaceAsync(CancellationToken cancellationToken)
    {
        var provider = ports.Sandboxes.Provider;
        await session.ChangeAsync(
            change =>
            {
                change.Say(new SandboxInitializing(session.Id, provider));
                change.Say(new SandboxProvisioning(session.Id, "creating"));
                change.Edit(record => record with { Sandbox = new SandboxSnapshot(provider, "provisioning") });
            },
            cancellationToken);
        var workspace = await ports.Sandboxes.OpenAsync(session.Tenant, session.Id, cancellationToken);
        await session.ChangeAsync(
            change =>
            {
                change.Say(new SandboxReady(session.Id, provider));
                change.Edit(record => record with { Sandbox = new SandboxSnapshot(provider, "ready") });
            },
            cancellationToken);
        return workspace;
    }
}
