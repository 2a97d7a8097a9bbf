using Carillon.Contracts.Agents;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Files;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Ports;

namespace Carillon.Features.Sessions;

/// <summary>What sessions need from the house.</summary>
public sealed record SessionsPorts(
    ILog Log, IDocuments Documents, IAgents Agents, ISandboxes Sandboxes, IIdSource Ids, TimeProvider Clock)
{
    /// <summary>Who notices which files change.</summary>
    public required IFileTracking Files { get; init; }

    /// <summary>What is known of commands before anyone is asked.</summary>
    public required ICommandPolicy Commands { get; init; }

    /// <summary>What people configured to happen.</summary>
    public IHooks Hooks { get; init; } = NoHooks.Instance;

    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
