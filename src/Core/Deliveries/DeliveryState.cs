namespace Carillon.Core.Deliveries;

/// <summary>Where a delivery is.</summary>
internal enum DeliveryState
{
    /// <summary>Reads history.</summary>
    CatchingUp,

    /// <summary>Live, and nothing came yet: the first entry sets the cursor.</summary>
    LiveFromFirst,

    /// <summary>Live.</summary>
    Live,

    /// <summary>Over.</summary>
    Stopped,
}
