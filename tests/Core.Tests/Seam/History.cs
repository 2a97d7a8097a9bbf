using System.Text.Json;
using Carillon.Core.Streams;

namespace Carillon.Core.Tests.Seam;

/// <summary>What was acknowledged: the truth that every listener's record is held against.</summary>
internal sealed class History
{
    private readonly Dictionary<StreamId, SortedDictionary<long, Fact>> _facts = Streams.ToDictionary(stream => stream, _ => new SortedDictionary<long, Fact>());

    /// <summary>Two tenants that use the same names.</summary>
    public static IReadOnlyList<StreamId> Streams { get; } =
    [
        new("acme", "session:1"), new("acme", "custom:2"), new("globex", "session:1"), new("globex", "custom:2"),
    ];

    /// <summary>Notes an acknowledged entry; a number that was there before must stand for the same thing.</summary>
    public void Add(Entry entry)
    {
        var fact = new Fact(entry.Durable, entry.Position, TextOf(entry.Type, entry.Data.ToArray()));
        if (_facts[entry.Stream].TryGetValue(entry.Seq, out var before) && before != fact)
        {
            Assert.Fail($"Number {entry.Seq} of {entry.Stream} stood for {before} and now stands for {fact}.");
        }

        _facts[entry.Stream][entry.Seq] = fact;
    }

    public Fact? Find(StreamId stream, long seq) => _facts[stream].GetValueOrDefault(seq);

    public IEnumerable<(long Seq, Fact Fact)> DurableOf(StreamId stream) =>
        _facts[stream].Where(pair => pair.Value.Durable).Select(pair => (pair.Key, pair.Value));

    /// <summary>The number of the last durable entry at or below a place in the log.</summary>
    public long LastDurableUpTo(StreamId stream, long position) =>
        DurableOf(stream).Where(known => known.Fact.Position <= position).Select(known => known.Seq).DefaultIfEmpty(0).Max();

    /// <summary>What an event says: the text of a piece, or the data as it is.</summary>
    public static string TextOf(string type, byte[] data) =>
        type == "turn.text_delta" ? JsonDocument.Parse(data).RootElement.GetProperty("text").GetString()! : System.Text.Encoding.UTF8.GetString(data);
}

/// <summary>An entry as its producer was told of it.</summary>
internal sealed record Fact(bool Durable, long Position, string Text);
