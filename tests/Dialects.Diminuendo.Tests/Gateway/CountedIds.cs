using Carillon.Core.Ports;

namespace Carillon.Dialects.Diminuendo.Tests.Gateway;

/// <summary>Ids that count up.</summary>
internal sealed class CountedIds : IIdSource
{
    private long _last;

    public string NewId() => $"00000000-0000-0000-0000-{Interlocked.Increment(ref _last):D12}";
}
