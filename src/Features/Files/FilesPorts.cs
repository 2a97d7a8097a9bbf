using Carillon.Contracts.Sandbox;
using Carillon.Core.Ports;

namespace Carillon.Features.Files;

/// <summary>What this room needs from the house.</summary>
public sealed record FilesPorts(ILog Log, IDocuments Documents, ISandboxes Sandboxes, TimeProvider Clock)
{
    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
