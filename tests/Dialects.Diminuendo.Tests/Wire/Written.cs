using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Dialects.Diminuendo.Wire;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Tests.Wire;

/// <summary>What goes out for an entry or an answer, as text and as JSON.</summary>
internal static class Written
{
    /// <summary>The session of the seed's examples.</summary>
    public const string SessionId = "f47ac10b-...";

    public static readonly StreamId Session = StreamId.Session("dev", SessionId);

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The messages of one entry, one a line.</summary>
    public static IReadOnlyList<string> Of(Event value, long seq = 1, long time = 1709312400000, long firstSeq = 0, DiminuendoFormat? format = null) =>
        Of(EntryOf(value, seq, time, firstSeq), format);

    public static IReadOnlyList<string> Of(Entry entry, DiminuendoFormat? format = null) =>
        Of(entry.FrameFor(format ?? DiminuendoFormat.SnakeCase, Framing.Line));

    public static IReadOnlyList<string> Of(Frame frame) =>
        Encoding.UTF8.GetString(frame.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Entry EntryOf(Event value, long seq, long time, long firstSeq = 0)
    {
        var type = Catalogue.Of(value);
        return new Entry(value)
        {
            Stream = type.Stream == StreamKind.Tenant ? StreamId.OfTenant("dev") : Session,
            Seq = seq,
            FirstSeq = firstSeq,
            Epoch = 1,
            Position = seq,
            Time = time,
            Type = type.Type,
            Durable = type.Durability == Durability.Durable,
            Data = Catalogue.Encode(value),
        };
    }

    /// <summary>An entry of a type that nobody knows.</summary>
    public static Entry Custom(string type, long seq) => new()
    {
        Stream = Session,
        Seq = seq,
        Epoch = 1,
        Position = seq,
        Time = 1,
        Type = type,
        Durable = true,
        Data = "{\"any\":1}"u8.ToArray(),
    };

    /// <summary>JSON without blanks and with one way of escaping, its order untouched.</summary>
    public static string Canonical(string json) => JsonNode.Parse(json)!.ToJsonString(Compact);

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
