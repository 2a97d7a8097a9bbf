using System.Buffers.Binary;
using System.Text;

namespace Carillon.Core.Connections;

/// <summary>Frames that belong to the transport and not to a dialect (RFC 6455, section 5.5).</summary>
public static class LastWords
{
    // A control frame holds 125 bytes, two of which are the code.
    private const int MaxReasonBytes = 123;

    /// <summary>The frame that ends a connection in good order; nothing where the transport has none.</summary>
    public static Frame? Of(CloseReason reason, Framing framing)
    {
        if (framing != Framing.WebSocket) return null;
        var text = Encoding.UTF8.GetBytes(reason.Text);
        var length = Math.Min(text.Length, MaxReasonBytes);
        while (length < text.Length && length > 0 && (text[length] & 0xC0) == 0x80) length--;

        var bytes = new byte[4 + length];
        bytes[0] = 0x88;
        bytes[1] = (byte)(2 + length);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)reason.Code);
        text.AsSpan(0, length).CopyTo(bytes.AsSpan(4));
        return new Frame(bytes);
    }

    /// <summary>The answer to a WebSocket ping: the same payload, at most 125 bytes.</summary>
    public static Frame Pong(ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[2 + payload.Length];
        bytes[0] = 0x8A;
        bytes[1] = (byte)payload.Length;
        payload.CopyTo(bytes.AsSpan(2));
        return new Frame(bytes);
    }
}
