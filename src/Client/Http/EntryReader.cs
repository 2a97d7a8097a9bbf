using System.Text.Json;

namespace Carillon.Client.Http;

/// <summary>Reads entries as the API writes them; members it does not know are passed over.</summary>
internal static class EntryReader
{
    /// <summary>Reads one entry that is the whole of the bytes, which it keeps.</summary>
    /// <exception cref="JsonException">It is not an entry.</exception>
    public static CarillonEvent Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        return Read(ref reader, json);
    }

    /// <summary>Reads the entry that the reader stands at the beginning of.</summary>
    /// <param name="source">What the reader reads, all of it.</param>
    public static CarillonEvent Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> source)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("An entry is an object.");
        var start = (int)reader.TokenStartIndex;
        var fields = new Fields();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadMember(ref reader, source, ref fields);

        return new CarillonEvent
        {
            Stream = fields.Stream ?? throw new JsonException("An entry has no stream."),
            Seq = fields.Seq,
            FirstSeq = fields.FirstSeq ?? fields.Seq,
            Epoch = fields.Epoch,
            Time = DateTimeOffset.FromUnixTimeMilliseconds(fields.Time),
            Type = fields.Type ?? throw new JsonException("An entry has no type."),
            Durable = fields.Durable,
            Id = fields.Id,
            Scopes = fields.Labels?.Scopes ?? [],
            Mentions = fields.Labels?.Mentions ?? [],
            Cursor = fields.Cursor,
            DataBytes = fields.Data,
            Json = source[start..(int)reader.BytesConsumed],
        };
    }

    private static void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> source, ref Fields fields)
    {
        var name = reader.GetString();
        reader.Read();
        switch (name)
        {
            case "stream": fields.Stream = reader.GetString(); break;
            case "seq": fields.Seq = reader.GetInt64(); break;
            case "firstSeq": fields.FirstSeq = reader.GetInt64(); break;
            case "epoch": fields.Epoch = reader.GetInt64(); break;
            case "time": fields.Time = reader.GetInt64(); break;
            case "type": fields.Type = reader.GetString(); break;
            case "durable": fields.Durable = reader.GetBoolean(); break;
            case "id": fields.Id = reader.GetString(); break;
            case "cursor": fields.Cursor = reader.GetString(); break;
            case "labels": fields.Labels = JsonSerializer.Deserialize(ref reader, ClientJson.Default.LabelsData); break;
            case "data":
                var from = (int)reader.TokenStartIndex;
                reader.Skip();
                fields.Data = source[from..(int)reader.BytesConsumed];
                break;
            default: reader.Skip(); break;
        }
    }

    private struct Fields
    {
        public string? Stream;
        public long Seq;
        public long? FirstSeq;
        public long Epoch;
        public long Time;
        public string? Type;
        public bool Durable;
        public string? Id;
        public string? Cursor;
        public LabelsData? Labels;
        public ReadOnlyMemory<byte> Data;
    }
}

internal sealed record LabelsData(IReadOnlyList<EventScope>? Scopes = null, IReadOnlyList<string>? Mentions = null);
