using Carillon.Core.Ports;

namespace Carillon.Server;

/// <summary>UUIDs of version 7: random, and in the order of their making.</summary>
internal sealed class SystemIds(TimeProvider clock) : IIdSource
{
    public string NewId() => Guid.CreateVersion7(clock.GetUtcNow()).ToString();
}
