using Carillon.Core.Connections;
using Carillon.Events;

namespace Carillon.Core.Streams;

/// <summary>An event as it stands in a stream: envelope and data bytes. Immutable; shared by every receiver.</summary>
public sealed class Entry
{
    private readonly Event? _event;
    private EncodedFrame? _frames;

    /// <summary>Makes an entry; only the log and its storage do.</summary>
    /// <param name="known">The record the data came from, when it is at hand, so that nobody parses it again.</param>
    public Entry(Event? known = null) => _event = known;

    /// <summary>Where it belongs.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Its number in the stream, from 1, strictly increasing, never used twice.</summary>
    public required long Seq { get; init; }

    /// <summary>The first number this entry stands for: less than <see cref="Seq"/> only where queued pieces were joined for a slow reader.</summary>
    public long FirstSeq { get => field == 0 ? Seq : field; init; }

    /// <summary>The number before this one, where numbers between the two were lost in a crash and nobody can have them.</summary>
    public long? GapFrom { get; init; }

    /// <summary>Which life of the log the numbers belong to.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its place in the order of the whole log, strictly increasing; only a durable entry's place outlives a restart.</summary>
    public required long Position { get; init; }

    /// <summary>When it was stamped, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>Its topic.</summary>
    public required string Type { get; init; }

    /// <summary>In the log, or live only.</summary>
    public required bool Durable { get; init; }

    /// <summary>The publisher's own id, when it gave one; unique in the stream.</summary>
    public string? Id { get; init; }

    /// <summary>The data, UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Tags and mentions.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>The record this entry was appended as, when it was appended in this process.</summary>
    internal Event? Known => _event;

    /// <summary>The catalogue record; false for a custom type, or for data that no longer fits (an older reader passes it on as it is).</summary>
    public bool TryDecode([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Event? value)
    {
        value = _event;
        if (value is not null) return true;
        try
        {
            return Catalogue.TryDecode(Type, Data.Span, out value);
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    /// <summary>The entry's bytes in one format and framing: encoded by the first who asks, shared by all others.</summary>
    public Frame FrameFor(IEntryFormat format, Framing framing)
    {
        format = format.ShareFor(this);
        for (var known = Volatile.Read(ref _frames); known is not null; known = known.Next)
        {
            if (ReferenceEquals(known.Format, format) && known.Framing == framing) return known.Frame;
        }

        var writer = new MessageWriter(framing);
        format.Write(this, writer);
        var made = new EncodedFrame(format, framing, writer.ToFrame(), Volatile.Read(ref _frames));

        // Two readers may encode at once; both results are the same bytes, so the loser's is used once and dropped.
        Interlocked.CompareExchange(ref _frames, made, made.Next);
        return made.Frame;
    }

    private sealed record EncodedFrame(IEntryFormat Format, Framing Framing, Frame Frame, EncodedFrame? Next);
}
