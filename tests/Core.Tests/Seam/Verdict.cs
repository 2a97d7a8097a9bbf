using System.Text;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Core.Tests.Support;

namespace Carillon.Core.Tests.Seam;

/// <summary>What one connection heard of one stream, held against the truth.</summary>
internal sealed class Verdict(History history, Period period, StreamId stream)
{
    private readonly List<Heard> _heard = [.. period.Heard.Where(heard => heard switch
    {
        HeardEntry entry => entry.Stream == stream,
        HeardGap gap => gap.Stream == stream,
        _ => false,
    })];

    public void Check(bool isWide)
    {
        foreach (var heard in _heard)
        {
            if (heard is HeardEntry entry) IsTrue(entry);
            else HidesNothing((HeardGap)heard);
        }

        if (isWide) IsWhole();
        else IsContiguous();
    }

    /// <summary>An entry says what was published under its numbers; only pieces of text stand for several.</summary>
    private void IsTrue(HeardEntry entry)
    {
        var text = new StringBuilder();
        for (var seq = entry.FirstSeq; seq <= entry.Seq; seq++)
        {
            var fact = history.Find(stream, seq) ?? throw Broken($"{entry} was never acknowledged");
            if (fact.Durable != entry.Durable || (entry.FirstSeq < entry.Seq && fact.Durable)) throw Broken($"{entry} is another kind than {fact}");
            text.Append(fact.Text);
        }

        var said = History.TextOf(entry.Type, Encoding.UTF8.GetBytes(entry.Data));
        if (said != text.ToString()) throw Broken($"{entry} should say {text}");
    }

    /// <summary>Durable entries are never missing.</summary>
    private void HidesNothing(HeardGap gap)
    {
        if (gap.From >= gap.To) throw Broken($"{gap} is empty");
        if (history.DurableOf(stream).Any(known => known.Seq > gap.From && known.Seq <= gap.To)) throw Broken($"{gap} hides a durable entry");
    }

    /// <summary>Whoever follows one stream hears each number once, or that it is missing, in order.</summary>
    private void IsContiguous()
    {
        if (_heard.Count == 0) return;
        var last = First() - 1;
        if (period.Start.Kind == CursorKind.Now && last > period.Heads[stream]) throw Broken("its beginning is missing");
        if (period.Start.Kind == CursorKind.Seq && last != period.Start.After) throw Broken($"it does not begin behind {period.Start.After}");
        foreach (var heard in _heard)
        {
            var (from, to) = heard is HeardEntry entry ? (entry.FirstSeq - 1, entry.Seq) : (((HeardGap)heard).From, ((HeardGap)heard).To);
            if (from != last) throw Broken($"{heard} does not follow {last}");
            last = to;
        }
    }

    /// <summary>Whoever follows several streams hears each durable entry once and in order, and of every other number at least that it is missing.</summary>
    private void IsWhole()
    {
        var entries = _heard.OfType<HeardEntry>().ToList();
        if (entries.Count == 0) return;
        var isNow = period.Start.Kind == CursorKind.Now;
        var start = isNow ? period.Position : period.Start.After;
        var heardOf = new HashSet<long>();
        var last = 0L;
        foreach (var entry in entries)
        {
            if (entry.FirstSeq <= last) throw Broken($"{entry} comes after {last}");
            for (var seq = entry.FirstSeq; seq <= entry.Seq; seq++) heardOf.Add(seq);
            last = entry.Seq;
        }

        foreach (var (seq, fact) in history.DurableOf(stream))
        {
            if (fact.Position > start && seq <= last && !heardOf.Contains(seq)) throw Broken($"{seq} is missing: {fact}");
        }

        foreach (var gap in _heard.OfType<HeardGap>())
        {
            for (var seq = gap.From + 1; seq <= gap.To; seq++) heardOf.Add(seq);
        }

        for (var seq = isNow ? entries[0].Seq + 1 : history.LastDurableUpTo(stream, start) + 1; seq <= last; seq++)
        {
            // An ephemeral that came before the cursor is behind this reader already.
            if (!heardOf.Contains(seq) && !(history.Find(stream, seq) is { } fact && fact.Position <= start)) throw Broken($"{seq} is missing without a word");
        }
    }

    private long First() => _heard[0] is HeardEntry entry ? entry.FirstSeq : ((HeardGap)_heard[0]).From + 1;

    private Xunit.Sdk.XunitException Broken(string what) =>
        new($"{stream} from {period.Start}: {what}. Heard: {string.Join(" | ", _heard.Select(heard => heard is HeardEntry entry ? $"{entry.FirstSeq}-{entry.Seq}@{entry.Position}" : $"({((HeardGap)heard).From},{((HeardGap)heard).To}]"))}");
}
