using Carillon.Core.Connections;
using Carillon.Core.Subscriptions;

namespace Carillon.Core.Deliveries;

/// <summary>What to feed, from where, in which form.</summary>
/// <param name="Filter">Which entries.</param>
/// <param name="Format">How they are written.</param>
/// <param name="Start">After which point.</param>
public sealed record DeliveryRequest(SubscriptionFilter Filter, IEntryFormat Format, Cursor Start)
{
    /// <summary>Called once, when history has been handed over and live begins: what it sends stands between the two.</summary>
    public Action<long>? OnLive { get; init; }
}

/// <summary>A point in a stream or in the whole log.</summary>
/// <param name="After">Everything above it is wanted: a number in the stream, or a place in the log.</param>
public readonly record struct Cursor(CursorKind Kind, long After)
{
    /// <summary>Only what comes from now on.</summary>
    public static Cursor Now { get; } = new(CursorKind.Now, 0);

    /// <summary>Above a number in the one stream that the filter names.</summary>
    public static Cursor AfterSeq(long seq) => new(CursorKind.Seq, seq);

    /// <summary>Above a place in the whole log.</summary>
    public static Cursor AfterPosition(long position) => new(CursorKind.Position, position);
}

/// <summary>How a cursor counts.</summary>
public enum CursorKind
{
    /// <summary>From now on.</summary>
    Now,

    /// <summary>By a stream's numbers.</summary>
    Seq,

    /// <summary>By places in the log.</summary>
    Position,
}
