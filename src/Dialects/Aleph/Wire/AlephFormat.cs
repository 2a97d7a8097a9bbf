using System.Globalization;
using System.Text.Json;
using Carillon.Core.Connections;
using Carillon.Core.Streams;

namespace Carillon.Dialects.Aleph.Wire;

/// <summary>
/// Writes entries as event notifications (seed: "Event Payload Structure"). There is one for each choice among the words of a type,
/// with and without numbers, and no more: a type has at most two words.
/// </summary>
internal sealed class AlephFormat : IEntryFormat
{
    /// <summary>Every word of any type.</summary>
    public const int AllWords = 3;

    private static readonly AlephFormat[] Plain = [.. Enumerable.Range(0, AllWords + 1).Select(words => new AlephFormat(words, numbered: false))];
    private static readonly AlephFormat[] Numbered = [.. Enumerable.Range(0, AllWords + 1).Select(words => new AlephFormat(words, numbered: true))];

    private readonly int _words;
    private readonly bool _numbered;

    private AlephFormat(int words, bool numbered) => (_words, _numbered) = (words, numbered);

    /// <summary>The one format that writes these words.</summary>
    /// <param name="words">Bit n stands for the n-th word of the entry's type; a type without words counts as one word, its own topic.</param>
    /// <param name="numbered">With stream, number, epoch and cursor, as a client has to ask for.</param>
    public static AlephFormat For(int words, bool numbered) => (numbered ? Numbered : Plain)[words];

    /// <inheritdoc/>
    public void Write(Entry entry, MessageWriter writer)
    {
        var words = Vocabulary.For(entry.Type);
        if (words.Count == 0 || !entry.TryDecode(out var value))
        {
            if (_words != 0) WriteAsItIs(entry, writer);
            return;
        }

        for (var i = 0; i < words.Count; i++)
        {
            if ((_words & (1 << i)) == 0) continue;
            var json = Begin(writer, words[i].Topic);
            words[i].WriteData(json, value, _numbered);
            End(json, writer, entry);
        }
    }

    /// <inheritdoc/>
    public void WriteGap(Gap gap, MessageWriter writer)
    {
        if (!_numbered) return;
        var json = Begin(writer, "connection.warning");
        json.WriteStartObject();
        json.WriteString("reason"u8, gap.Reason == GapReason.TooSlow ? "events_overflow"u8 : "not_kept"u8);
        json.WriteNumber("dropped"u8, gap.To - gap.From);
        json.WriteString("stream"u8, gap.Stream.Name);
        json.WriteNumber("from"u8, gap.From);
        json.WriteNumber("to"u8, gap.To);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        writer.EndMessage();
    }

    /// <summary>Begins a notification up to its data.</summary>
    public static Utf8JsonWriter Begin(MessageWriter writer, string topic)
    {
        var json = writer.BeginJson();
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteString("method"u8, "event"u8);
        json.WriteStartObject("params"u8);
        json.WriteString("topic"u8, topic);
        json.WritePropertyName("data"u8);
        return json;
    }

    private void WriteAsItIs(Entry entry, MessageWriter writer)
    {
        var json = Begin(writer, entry.Type);
        json.WriteRawValue(entry.Data.Span, skipInputValidation: true);
        End(json, writer, entry);
    }

    private void End(Utf8JsonWriter json, MessageWriter writer, Entry entry)
    {
        json.WriteNumber("timestamp"u8, entry.Time);
        if (_numbered)
        {
            json.WriteString("stream"u8, entry.Stream.Name);
            json.WriteNumber("seq"u8, entry.Seq);
            json.WriteNumber("epoch"u8, entry.Epoch);
            if (entry.FirstSeq != entry.Seq) json.WriteNumber("first_seq"u8, entry.FirstSeq);
            if (entry.Durable) json.WriteString("cursor"u8, string.Create(CultureInfo.InvariantCulture, $"{entry.Epoch}-{entry.Position}"));
        }

        json.WriteEndObject();
        json.WriteEndObject();
        writer.EndMessage();
    }
}
