namespace Carillon.Core.Streams;

/// <summary>Events and the state change that they announce: all of it is committed, or nothing.</summary>
/// <param name="Events">Numbered in this order; they may belong to several streams of one tenant or more.</param>
public sealed record Append(IReadOnlyList<NewEvent> Events)
{
    /// <summary>One event and nothing else.</summary>
    public Append(NewEvent only)
        : this([only])
    {
    }

    /// <summary>What changes with them.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>True when there is nothing to commit.</summary>
    public bool IsEmpty => Events.Count == 0 && Changes.Count == 0;
}

/// <summary>What became of an append.</summary>
/// <param name="Entries">One for each event, in order. For an id that was published before: the entry of that time.</param>
/// <param name="Duplicate">True when every event was there already and nothing was written.</param>
public sealed record AppendResult(IReadOnlyList<Entry> Entries, bool Duplicate);

/// <summary>A change of stored state that rides in an append.</summary>
public abstract record Change;

/// <summary>Stores a document, replacing the one of the same key.</summary>
/// <param name="Json">UTF-8 JSON.</param>
/// <param name="SortKey">Lists are ordered and paged by it (ordinal).</param>
/// <param name="ExpectedVersion">When given, the version that must be there now (0: none); otherwise the append fails with Conflict.</param>
public sealed record PutDocument(DocumentKey Key, ReadOnlyMemory<byte> Json, string SortKey = "", long? ExpectedVersion = null) : Change
{
    /// <summary>
    /// When given, the sort key is the number that this event of the append (its index) is given, as <see cref="SortKeyOf"/>
    /// writes it: a number nobody knows before the append.
    /// </summary>
    public int? SortByEvent { get; init; }

    /// <summary>The hash of the content that the document stands for. Content is kept as long as a document of its tenant names it.</summary>
    public string? Blob { get; init; }

    /// <summary>A stream's number as a sort key: 19 digits, so that ordinal order is numeric order.</summary>
    public static string SortKeyOf(long seq) => seq.ToString("D19", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Removes a document; nothing happens when it is not there.</summary>
public sealed record DeleteDocument(DocumentKey Key) : Change;

/// <summary>Removes every document that a collection held before this change.</summary>
public sealed record DeleteCollection(string Tenant, string Collection) : Change;

/// <summary>
/// Stores content under its hash; nothing happens when it is there. It goes with the last document that names it
/// (<see cref="PutDocument.Blob"/>), at once; content that no document ever named stays.
/// </summary>
/// <param name="Hash">SHA-256, hexadecimal, lower case.</param>
public sealed record PutBlob(string Tenant, string Hash, ReadOnlyMemory<byte> Content) : Change;

/// <summary>Removes every entry of a stream that was there before this append. Its numbers are not used again.</summary>
public sealed record DeleteStream(StreamId Stream) : Change;

/// <summary>Where a document is.</summary>
/// <param name="Collection">A feature's own name for a set, such as <c>sessions</c>.</param>
public readonly record struct DocumentKey(string Tenant, string Collection, string Key);

/// <summary>A document as stored.</summary>
/// <param name="Version">1 when first stored, then one more each time.</param>
public sealed record Document(DocumentKey Key, ReadOnlyMemory<byte> Json, string SortKey, long Version);
