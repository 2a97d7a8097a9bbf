using Carillon.Core.Deliveries;
using Carillon.Core.Streams;

namespace Carillon.Core.Connections;

/// <summary>Something that waits for one connection: an answer (no entry), an entry, or the announcement of a gap.</summary>
internal readonly record struct OutboxItem(Frame Frame, Entry? Entry = null, Delivery? Delivery = null)
{
    /// <summary>May go when the reader is slow.</summary>
    public bool IsEphemeral => Entry is { Durable: false };
}

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
