using Carillon.Core.Ports;

namespace Carillon.Features.Perception;

/// <summary>What the watchers stand on.</summary>
/// <param name="Ids">Names programming sessions.</param>
public sealed record PerceptionPorts(ILog Log, IDocuments Documents, IIdSource Ids, TimeProvider Clock)
{
    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
