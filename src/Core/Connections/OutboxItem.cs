using Carillon.Core.Deliveries;
using Carillon.Core.Streams;

namespace Carillon.Core.Connections;

/// <summary>Something that waits for one connection: an answer, an entry, or the announcement of a gap.</summary>
/// <param name="Content">What the frame says: an <see cref="Streams.Entry"/>, an <see cref="AnnouncedGap"/>, or null for an answer.</param>
/// <param name="Delivery">Which delivery put it there.</param>
internal readonly record struct OutboxItem(Frame Frame, object? Content = null, Delivery? Delivery = null)
{
    public Entry? Entry => Content as Entry;

    public Gap? Gap => (Content as AnnouncedGap)?.Gap;

    /// <summary>May go when the reader is slow.</summary>
    public bool IsEphemeral => Entry is { Durable: false };
}

/// <summary>A gap in a queue; on the heap, so that an item stays as small as most items need it.</summary>
internal sealed record AnnouncedGap(Gap Gap);

/// <summary>What became of an entry that was put to an outbox.</summary>
internal enum Acceptance
{
    /// <summary>It waits, or was dropped and will be announced.</summary>
    Taken,

    /// <summary>There is no room: the reader has to catch up from the log.</summary>
    FellBehind,

    /// <summary>The connection is at its end.</summary>
    Closed,
}
