using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Ports;

namespace Carillon.Features.Sessions;

/// <summary>What sessions need from the house.</summary>
public sealed record SessionsPorts(
    ILog Log, IDocuments Documents, IAgents Agents, ISandboxes Sandboxes, IIdSource Ids, TimeProvider Clock)
{
    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
