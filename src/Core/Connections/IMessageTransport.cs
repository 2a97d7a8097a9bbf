using System.IO.Pipelines;

namespace Carillon.Core.Connections;

/// <summary>A two-way transport of messages: a WebSocket, or lines on a socket or a pipe. Reading and writing are separate: everything that goes out goes through the connection's outbox.</summary>
public interface IMessageTransport : IAsyncDisposable
{
    /// <summary>How messages are told apart.</summary>
    Framing Framing { get; }

    /// <summary>Where framed bytes go.</summary>
    PipeWriter Output { get; }

    /// <summary>
    /// Waits for the next message. While it waits it holds no buffer. What it answers for the transport itself (a pong)
    /// goes through <paramref name="connection"/>. The bytes are valid until the next call.
    /// </summary>
    /// <param name="maxBytes">A longer message is read past and reported as refused.</param>
    ValueTask<ReceivedMessage> ReceiveAsync(IConnection connection, int maxBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the transport in good order once the connection has said its last words: completes when the peer has them, or has
    /// gone. Breaking it instead would take them out of the peer's hands.
    /// </summary>
    ValueTask EndAsync(IConnection connection, CancellationToken cancellationToken);

    /// <summary>Breaks the transport at once.</summary>
    void Abort();
}

/// <summary>What came.</summary>
/// <param name="Closed">The peer is gone, or said that it goes.</param>
/// <param name="Refused">A message came that cannot be handed over.</param>
/// <param name="Bytes">The message.</param>
public readonly record struct ReceivedMessage(bool Closed, RefusedMessage? Refused, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The peer is gone.</summary>
    public static ReceivedMessage End { get; } = new(true, null, default);
}
