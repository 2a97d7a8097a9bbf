using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Core.Connections;

/// <summary>
/// Makes a slow reader's queue smaller without a silent loss: joins neighbouring pieces of one text, or takes ephemerals out
/// and leaves a gap's announcement where they stood.
/// </summary>
internal static class LagRelief
{
    // A joined piece stays small enough to be cut off and sent on a slow line.
    private const int MaxJoinedChars = 64 * 1024;

    /// <summary>Joins pieces; returns how many entries became part of another.</summary>
    public static int JoinPieces(OutboxQueue queue, Framing framing)
    {
        var kept = new List<OutboxItem>(queue.Count);
        var open = new Dictionary<(Delivery, StreamId), (int Index, List<Entry> Pieces, int Chars)>();
        var joined = 0;
        foreach (var item in queue.ToList())
        {
            if (item is not { Entry: { } entry, Delivery: { } delivery })
            {
                // Pieces on both sides of missing numbers are not neighbours.
                if (item is { Gap: { } gap, Delivery: { } teller } && open.Remove((teller, gap.Stream), out var ended)) Finish(kept, framing, ended);
                kept.Add(item);
                continue;
            }

            var key = (delivery, entry.Stream);
            var piece = item.IsEphemeral && entry.TryDecode(out var value) ? value as IPiece : null;
            var hasRun = open.TryGetValue(key, out var run);
            if (piece is not null && hasRun && Continues(run.Pieces[0], entry, piece)
                && run.Chars + piece.PieceText.Length <= MaxJoinedChars)
            {
                run.Pieces.Add(entry);
                open[key] = run with { Chars = run.Chars + piece.PieceText.Length };
                joined++;
                continue;
            }

            if (piece is not null) open[key] = (kept.Count, [entry], piece.PieceText.Length);
            else open.Remove(key);
            kept.Add(item);
            Finish(kept, framing, run);
        }

        foreach (var run in open.Values) Finish(kept, framing, run);
        queue.Replace(kept);
        return joined;
    }

    /// <summary>Takes out ephemerals; returns how many. Each run of them leaves one announcement, and grows the one that stands there already.</summary>
    public static int DropEphemerals(OutboxQueue queue, Framing framing)
    {
        var kept = new List<OutboxItem>(queue.Count);
        var gaps = new Dictionary<(Delivery, StreamId), (int Index, Gap Gap, Delivery Delivery)>();
        var grown = new HashSet<(Delivery, StreamId)>();
        var dropped = 0;
        foreach (var item in queue.ToList())
        {
            if (item.Delivery is not { } delivery || Missing(item) is not { } missing)
            {
                if (item is { Delivery: { } teller, Content: not null }) Close((teller, item.Entry?.Stream ?? item.Gap!.Value.Stream));
                kept.Add(item);
                continue;
            }

            var key = (delivery, missing.Stream);
            if (item.Entry is { } entry)
            {
                dropped += (int)(entry.Seq - entry.FirstSeq + 1);
                grown.Add(key);
            }

            if (gaps.TryGetValue(key, out var open))
            {
                gaps[key] = open with { Gap = open.Gap with { To = missing.To } };
                grown.Add(key);
                continue;
            }

            gaps[key] = (kept.Count, missing, delivery);
            kept.Add(item);
        }

        foreach (var key in gaps.Keys.ToList()) Close(key);
        queue.Replace(kept);
        return dropped;

        void Close((Delivery, StreamId) key)
        {
            if (gaps.Remove(key, out var run) && grown.Remove(key)) kept[run.Index] = run.Delivery.Announcement(run.Gap, framing);
        }
    }

    /// <summary>The numbers a reader goes without if an item is dropped, or goes without already; null for what has to stay.</summary>
    private static Gap? Missing(in OutboxItem item) => item switch
    {
        { IsEphemeral: true, Entry: { } entry } => new Gap(entry.Stream, entry.FirstSeq - 1, entry.Seq, GapReason.TooSlow),
        { Gap: { Reason: GapReason.TooSlow } gap } => gap,
        _ => null,
    };

    private static bool Continues(Entry first, Entry entry, IPiece piece) =>
        first.Type == entry.Type && first.TryDecode(out var value) && ((IPiece)value).PieceKey == piece.PieceKey;

    private static void Finish(List<OutboxItem> kept, Framing framing, (int Index, List<Entry> Pieces, int Chars) run)
    {
        if (run.Pieces is not { Count: > 1 } pieces) return;
        var delivery = kept[run.Index].Delivery!;
        var whole = Join(pieces);
        kept[run.Index] = new OutboxItem(whole.FrameFor(delivery.Format, framing), whole, delivery);
    }

    private static Entry Join(List<Entry> pieces)
    {
        var texts = pieces.Select(entry => entry.TryDecode(out var value) ? ((IPiece)value).PieceText : "");
        pieces[0].TryDecode(out var first);
        var whole = ((IPiece)first!).WithText(string.Concat(texts));
        var last = pieces[^1];
        return new Entry(whole)
        {
            Stream = last.Stream,
            Seq = last.Seq,
            FirstSeq = pieces[0].FirstSeq,
            Epoch = last.Epoch,
            Position = last.Position,
            Time = last.Time,
            Type = last.Type,
            Durable = false,
            Data = Catalogue.Encode(whole),
            Labels = last.Labels,
        };
    }
}
