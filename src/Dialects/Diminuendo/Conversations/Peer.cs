using Carillon.Core.Connections;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>The other end of a conversation: its connection, the names it wants, and the clock it is answered by.</summary>
internal sealed record Peer(IConnection Connection, DiminuendoFormat Format, TimeProvider Clock)
{
    /// <summary>How its messages are framed.</summary>
    public Framing Framing => Connection.Framing;

    /// <summary>Unix milliseconds.</summary>
    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Queues a message.</summary>
    public void Send(Frame frame) => Connection.Send(frame);

    /// <summary>Queues an <c>error</c>.</summary>
    public void Refuse(WireError error) => Connection.Send(Replies.Error(Framing, error));
}
