using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>Pages of a session's conversation and of its kept events.</summary>
internal sealed class DataCommands(Peer peer, DiminuendoServices services)
{
    /// <summary>A page ends early once it holds this much, so that no answer grows with what agents print.</summary>
    public const int MaxPageBytes = 1024 * 1024;

    /// <summary>Answers with <c>history</c>.</summary>
    public async ValueTask HistoryAsync(Caller caller, GetHistory message, CancellationToken cancellationToken)
    {
        var items = await services.Sessions.HistoryAsync(caller, message.SessionId, message.AfterSeq, message.Limit, cancellationToken);
        peer.Send(SessionReplies.History(peer.Framing, message.SessionId, items));
    }

    /// <summary>Answers with <c>events</c>.</summary>
    public async ValueTask EventsAsync(Caller caller, GetEvents message, CancellationToken cancellationToken)
    {
        await services.Sessions.GetAsync(caller, message.SessionId, cancellationToken);
        var stream = StreamId.Session(caller.TenantId, message.SessionId);
        var read = await services.Log.ReadAsync(stream, message.AfterSeq, message.Limit, cancellationToken);
        var fitting = Fitting(read);
        var last = fitting > 0 ? read[fitting - 1].Seq : message.AfterSeq;
        var page = new EventPage(peer.Format, [.. read.Take(fitting)], last, More: fitting < read.Count || read.Count == message.Limit);
        peer.Send(SessionReplies.Events(peer.Framing, message.SessionId, page));
    }

    private static int Fitting(IReadOnlyList<Entry> entries)
    {
        var bytes = 0L;
        var count = 0;
        while (count < entries.Count && (count == 0 || bytes + entries[count].Data.Length <= MaxPageBytes)) bytes += entries[count++].Data.Length;
        return count;
    }
}
