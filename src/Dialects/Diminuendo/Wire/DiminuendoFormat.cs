using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>
/// Writes entries as server events. Every number of a session's stream is said: an entry without a word goes out as a gap of
/// its own number, so that a reader who counts never misses one unexplained.
/// </summary>
internal sealed class DiminuendoFormat : IEntryFormat
{
    private readonly Vocabulary _vocabulary;

    private DiminuendoFormat(Vocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>The default names.</summary>
    public static DiminuendoFormat SnakeCase { get; } = new(Vocabulary.SnakeCase);

    /// <summary>For a client that connected with <c>events=dot</c>.</summary>
    public static DiminuendoFormat Dotted { get; } = new(Vocabulary.Dotted);

    /// <summary>The variant a client asked for in its address.</summary>
    public static DiminuendoFormat AskedFor(IReadOnlyDictionary<string, string> options) =>
        options.TryGetValue("events", out var names) && string.Equals(names, "dot", StringComparison.OrdinalIgnoreCase) ? Dotted : SnakeCase;

    /// <inheritdoc/>
    public void Write(Entry entry, MessageWriter writer)
    {
        var words = _vocabulary.For(entry, out var value);
        foreach (var word in words)
        {
            word.Write(writer.BeginJson(), entry, value!);
            writer.EndMessage();
        }

        if (words.IsEmpty) WriteGap(new Gap(entry.Stream, entry.FirstSeq - 1, entry.Seq, GapReason.NotKept), writer);
    }

    /// <inheritdoc/>
    public void WriteGap(Gap gap, MessageWriter writer)
    {
        if (gap.Stream.Kind != StreamKind.Session) return;
        var json = writer.BeginJson();
        json.WriteStartObject();
        json.WriteString(Field.Type, "gap");
        json.WriteString(Field.SessionId, gap.Stream.Key);
        json.WriteNumber(Field.FromSeq, gap.From);
        json.WriteNumber(Field.ToSeq, gap.To);
        json.WriteEndObject();
        writer.EndMessage();
    }

    /// <summary>Whether an entry of this topic goes out as an event; otherwise its number is a gap.</summary>
    public bool HasWord(string topic) => _vocabulary.Knows(topic);

    /// <summary>Writes an entry's events as elements of an array that is open; nothing when it has no word.</summary>
    public void WriteElements(Entry entry, System.Text.Json.Utf8JsonWriter json)
    {
        foreach (var word in _vocabulary.For(entry, out var value)) word.Write(json, entry, value!);
    }
}
