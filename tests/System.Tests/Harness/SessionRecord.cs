using System.Text.Json;

namespace Carillon.System.Tests.Harness;

/// <summary>What a peer saw of one session's stream: numbered messages, and the numbers it was told it would not get.</summary>
public sealed class SessionRecord
{
    private readonly SortedDictionary<long, JsonElement> _bySeq = [];
    private readonly HashSet<long> _missing = [];

    /// <summary>Builds the record and checks on the way that numbers strictly increase and that every hole was announced.</summary>
    /// <param name="after">The number the peer started from.</param>
    public SessionRecord(IEnumerable<JsonElement> messages, string sessionId, long after)
    {
        var last = after;
        foreach (var message in messages)
        {
            if (!message.TryGetProperty("sessionId", out var id) || id.GetString() != sessionId) continue;
            if (DiminuendoPeer.TypeOf(message).EndsWith("_snapshot", StringComparison.Ordinal)) continue;
            if (DiminuendoPeer.TypeOf(message) == "gap")
            {
                var (from, to) = (message.GetProperty("fromSeq").GetInt64(), message.GetProperty("toSeq").GetInt64());
                Assert.Equal(last, from);
                for (var seq = from + 1; seq <= to; seq++) _missing.Add(seq);
                last = to;
            }
            else if (message.TryGetProperty("seq", out var number))
            {
                var first = message.TryGetProperty("firstSeq", out var joined) ? joined.GetInt64() : number.GetInt64();
                Assert.True(first == last + 1, $"number {first} follows {last} with nothing announced between: {message.GetRawText()}");
                last = number.GetInt64();
                _bySeq[last] = message;
            }
        }

        Last = last;
    }

    /// <summary>The last number it knows of.</summary>
    public long Last { get; }

    /// <summary>Messages by number.</summary>
    public IReadOnlyDictionary<long, JsonElement> BySeq => _bySeq;

    /// <summary>Announced as missing.</summary>
    public IReadOnlySet<long> Missing => _missing;

    /// <summary>Checks that this record is the other one without the numbers announced as missing.</summary>
    public void AssertIs(SessionRecord whole, long from)
    {
        foreach (var (seq, message) in whole._bySeq)
        {
            if (seq <= from) continue;
            Assert.True(_bySeq.ContainsKey(seq) != _missing.Contains(seq), $"number {seq} is neither here nor announced as missing, or both");
            if (_bySeq.TryGetValue(seq, out var own)) Assert.Equal(message.GetRawText(), own.GetRawText());
        }

        Assert.Equal(whole.Last, Last);
    }
}
