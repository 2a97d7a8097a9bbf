namespace Carillon.Core.Deliveries;

/// <summary>Feeds one subscription: history after its cursor, then live, no gap that is not announced, no repeat.</summary>
public sealed class Delivery : IDisposable
{
    /// <summary>Stops it; nothing of it is sent from then on.</summary>
    public void Dispose()
    {
    }
}
