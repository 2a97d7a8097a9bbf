using Carillon.Core.Identity;

namespace Carillon.Core.Connections;

/// <summary>A wire protocol: messages in, commands out; entries in, bytes out.</summary>
public interface IDialect
{
    /// <summary>Its name in paths, logs and metrics, such as <c>diminuendo</c>.</summary>
    string Name { get; }

    /// <summary>The largest message taken, in bytes; a larger one is passed over and reported to the session.</summary>
    int MaxMessageBytes { get; }

    /// <summary>How its slow readers are treated.</summary>
    LagPolicy LagPolicy { get; }

    /// <summary>
    /// Whether peers may connect without a credential and show it in a message. Such a dialect watches over its credentials
    /// itself; the connections of any other are closed when theirs end.
    /// </summary>
    bool AuthenticatesInBand => false;

    /// <summary>A peer has connected.</summary>
    IDialectSession Open(IConnection connection);
}

/// <summary>
/// One peer's conversation. Calls come one at a time, in the order the peer sent its messages. An exception ends the
/// connection, so a session answers whatever it can and throws only for what it cannot go on from.
/// </summary>
public interface IDialectSession : IAsyncDisposable
{
    /// <summary>Says hello.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>A message came. The bytes are valid only until this returns.</summary>
    ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>A message came that cannot be handed over.</summary>
    ValueTask RefuseAsync(RefusedMessage refused, CancellationToken cancellationToken);

    /// <summary>The server is about to stop: tell the peer, if the dialect has a word for it.</summary>
    /// <param name="reason">One of <see cref="StopReasons"/>.</param>
    ValueTask ShutdownAsync(string reason, CancellationToken cancellationToken);
}

/// <summary>Why a message was not handed over.</summary>
public enum RefusedMessage
{
    /// <summary>Larger than the dialect takes.</summary>
    TooLarge,

    /// <summary>A binary message where only text is spoken.</summary>
    Binary,
}

/// <summary>A peer, as its dialect sees it.</summary>
public interface IConnection
{
    /// <summary>UUID made by the server.</summary>
    string Id { get; }

    /// <summary>Who it is, before the dialect's own authentication.</summary>
    Caller? Caller { get; }

    /// <summary>What that caller proved itself with; null where nothing had to be proved, or nobody is known yet.</summary>
    Authentication? Authentication => null;

    /// <summary>Where it connects from, for limits and logs.</summary>
    string RemoteAddress { get; }

    /// <summary>Options given in the address it connected to.</summary>
    IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>How its messages are told apart.</summary>
    Framing Framing { get; }

    /// <summary>Queues a message behind everything queued so far. Never blocks; a peer that does not read is not read from.</summary>
    void Send(Frame frame);

    /// <summary>
    /// Begins to feed a subscription; dispose it to stop. The connection owns it and stops it at its own end. What the role of
    /// <see cref="Caller"/> may not see is left out; a dialect that learns later who it is says so in the filter.
    /// </summary>
    Deliveries.Delivery Deliver(Deliveries.DeliveryRequest request);

    /// <summary>Waits until the peer has taken most of what was queued, so that long answers are made no faster than they are read.</summary>
    ValueTask DrainAsync(CancellationToken cancellationToken);

    /// <summary>Ends the connection once everything queued is out.</summary>
    void Close(CloseReason reason);
}

/// <summary>Why a connection ends (RFC 6455, section 7.4, where the transport is a WebSocket).</summary>
public sealed record CloseReason(int Code, string Text)
{
    /// <summary>All said.</summary>
    public static CloseReason Normal { get; } = new(1000, "");

    /// <summary>The server stops; connect again later.</summary>
    public static CloseReason Shutdown { get; } = new(1001, "server shutting down; reconnect and resume");

    /// <summary>The reader does not keep up: reconnect and resume from the last number seen.</summary>
    public static CloseReason TooSlow { get; } = new(1013, "too slow; reconnect and resume");

    /// <summary>What the peer proved itself with has expired or was revoked.</summary>
    public static CloseReason CredentialEnded { get; } = new(1008, "credentials expired or revoked");

    /// <summary>The dialect's rules were broken beyond answer.</summary>
    public static CloseReason Policy(string text) => new(1008, text);

    /// <summary>A fault of ours.</summary>
    public static CloseReason Fault { get; } = new(1011, "internal error");
}
