using Carillon.Core.Ports;

namespace Carillon.Testing;

/// <summary>Ids that count up.</summary>
internal sealed class NumberedIds : IIdSource
{
    private int _last;

    public string NewId() => $"00000000-0000-7000-8000-{Interlocked.Increment(ref _last):d12}";
}
