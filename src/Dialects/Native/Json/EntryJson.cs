using System.Text.Json;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;

namespace Carillon.Dialects.Native.Json;

/// <summary>Entries and gaps as every transport of this dialect writes them.</summary>
internal static class EntryJson
{
    public static void Write(Utf8JsonWriter json, Entry entry)
    {
        json.WriteStartObject();
        json.WriteString("stream"u8, entry.Stream.Name);
        json.WriteNumber("seq"u8, entry.Seq);
        json.WriteNumber("epoch"u8, entry.Epoch);
        json.WriteNumber("time"u8, entry.Time);
        json.WriteString("type"u8, entry.Type);
        json.WriteBoolean("durable"u8, entry.Durable);
        if (entry.Id is not null) json.WriteString("id"u8, entry.Id);
        if (entry.FirstSeq != entry.Seq) json.WriteNumber("firstSeq"u8, entry.FirstSeq);
        if (!entry.Labels.IsEmpty)
        {
            json.WritePropertyName("labels"u8);
            entry.Labels.Write(json);
        }

        if (entry.Durable) WriteCursor(json, entry);
        json.WritePropertyName("data"u8);
        JsonText.WriteRaw(json, entry.Data.Span);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Gap gap)
    {
        json.WriteStartObject();
        json.WriteString("stream"u8, gap.Stream.Name);
        json.WriteNumber("from"u8, gap.From);
        json.WriteNumber("to"u8, gap.To);
        json.WriteString("reason"u8, gap.Reason switch
        {
            GapReason.TooSlow => "too_slow"u8,
            _ => "not_kept"u8,
        });
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<Entry> entries)
    {
        json.WriteStartArray();
        foreach (var entry in entries) Write(json, entry);
        json.WriteEndArray();
    }

    private static void WriteCursor(Utf8JsonWriter json, Entry entry)
    {
        Span<byte> text = stackalloc byte[LogPlace.MaxLength];
        json.WriteString("cursor"u8, text[..new LogPlace(entry.Epoch, entry.Position).Format(text)]);
    }
}
