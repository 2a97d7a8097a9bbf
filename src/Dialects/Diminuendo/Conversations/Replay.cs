using Carillon.Core.Connections;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>
/// Sends what is kept of a session's stream above one number and up to another, in order, each once, with one <c>gap</c> for
/// every run of numbers that does not come. (Guarantee: no number between the two is left unsaid.)
/// </summary>
internal sealed class Replay(Peer peer, ILog log)
{
    private const int PageSize = 200;

    /// <summary>What may be queued before the peer has to take some of it.</summary>
    private const int DrainBytes = 64 * 1024;

    /// <summary>Replays (after, to].</summary>
    public async ValueTask RunAsync(StreamId stream, long after, long to, CancellationToken cancellationToken)
    {
        var said = after;
        var at = after;
        var queued = 0;
        while (at < to)
        {
            var page = await log.ReadAsync(stream, at, PageSize, cancellationToken);
            foreach (var entry in page)
            {
                at = entry.Seq;
                if (at > to) break;
                if (!peer.Format.HasWord(entry.Type)) continue;
                SayGap(stream, said, entry.FirstSeq - 1);
                var frame = entry.FrameFor(peer.Format, peer.Framing);
                peer.Send(frame);
                said = at;
                queued += frame.Length;
                if (queued < DrainBytes) continue;
                await peer.Connection.DrainAsync(cancellationToken);
                queued = 0;
            }

            if (page.Count < PageSize) break;
        }

        SayGap(stream, said, to);
    }

    private void SayGap(StreamId stream, long from, long to)
    {
        if (from >= to) return;
        var writer = new MessageWriter(peer.Framing);
        peer.Format.WriteGap(new Gap(stream, from, to, GapReason.NotKept), writer);
        peer.Send(writer.ToFrame());
    }
}
