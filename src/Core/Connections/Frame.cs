namespace Carillon.Core.Connections;

/// <summary>How messages are told apart on a transport.</summary>
public enum Framing
{
    /// <summary>One message, one unmasked WebSocket text frame (RFC 6455).</summary>
    WebSocket,

    /// <summary>One message, one line.</summary>
    Line,

    /// <summary>The message is written as it is: the format itself is the framing (server-sent events).</summary>
    Raw,
}

/// <summary>Bytes ready for a transport: no message, one, or several. Shared, never changed.</summary>
public sealed class Frame(byte[] bytes)
{
    /// <summary>Nothing to send.</summary>
    public static Frame Empty { get; } = new([]);

    /// <summary>What goes out.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>How many bytes.</summary>
    public int Length => Bytes.Length;
}
