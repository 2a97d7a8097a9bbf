using System.Text;
using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Dialects.Aleph.Following;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Tests.Wire;

/// <summary>What goes out for an entry.</summary>
internal static class Written
{
    public const string SessionId = "0b54e1c8-5b62-4d5f-9f0e-0d4b6c3f9a10";

    public static readonly StreamId Session = StreamId.Session("dev", SessionId);

    /// <summary>The messages of one event for a client with these patterns, one a line.</summary>
    public static IReadOnlyList<string> Of(Event value, string patterns = "*", bool numbered = false, long time = 1706400000000) =>
        Of(EntryOf(value, time), patterns, numbered);

    public static IReadOnlyList<string> Of(Entry entry, string patterns = "*", bool numbered = false) =>
        Of(entry.FrameFor(Selection(patterns, numbered), Framing.Line));

    public static IReadOnlyList<string> Of(Frame frame) =>
        Encoding.UTF8.GetString(frame.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The formats' common ground for one client; patterns are separated by blanks.</summary>
    public static Selection Selection(string patterns, bool numbered = false) =>
        new([.. patterns.Split(' ').Select(text => Pattern.TryParse(text, PatternRule.Documented, out var pattern) ? pattern : throw new ArgumentException(text))], numbered);

    public static Entry EntryOf(Event value, long time = 1706400000000, long seq = 7)
    {
        var type = Catalogue.Of(value);
        return new Entry(value)
        {
            Stream = type.Stream == StreamKind.Session ? Session : StreamId.OfTenant("dev"),
            Seq = seq,
            Epoch = 1795232482317,
            Position = 41,
            Time = time,
            Type = type.Type,
            Durable = type.Durability == Durability.Durable,
            Data = Catalogue.Encode(value),
        };
    }

    /// <summary>An entry that somebody published.</summary>
    public static Entry Custom(string type) => new()
    {
        Stream = new StreamId("dev", "custom:builds"),
        Seq = 3,
        Epoch = 1795232482317,
        Position = 9,
        Time = 1706400000000,
        Type = type,
        Durable = true,
        Data = """{"ok":true}"""u8.ToArray(),
    };
}
