using Carillon.Core.Streams;

namespace Carillon.Core.Connections;

/// <summary>
/// How a dialect writes entries. Pure: the same entry always gives the same bytes, whoever receives them. One instance
/// stands for one variant of the envelope; entries keep their bytes by instance, so make few and share them.
/// </summary>
public interface IEntryFormat
{
    /// <summary>Writes no message (the dialect has no word for it), one, or several.</summary>
    void Write(Entry entry, MessageWriter writer);

    /// <summary>
    /// The format that writes this entry as this one does: variants that say most entries alike name one among them, so that the
    /// bytes are made once for all of their readers.
    /// </summary>
    IEntryFormat ShareFor(Entry entry) => this;

    /// <summary>Writes the announcement that numbers will not come.</summary>
    void WriteGap(Gap gap, MessageWriter writer);
}

/// <summary>Why numbers will not come.</summary>
public enum GapReason
{
    /// <summary>They were live only and are gone.</summary>
    NotKept,

    /// <summary>They were live only and this reader was too slow for them.</summary>
    TooSlow,
}

/// <summary>Numbers of a stream that this reader will not receive.</summary>
/// <param name="From">Exclusive.</param>
/// <param name="To">Inclusive.</param>
public readonly record struct Gap(StreamId Stream, long From, long To, GapReason Reason);
