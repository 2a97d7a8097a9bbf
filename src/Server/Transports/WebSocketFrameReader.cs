using System.Buffers;
using System.Buffers.Binary;

namespace Carillon.Server.Transports;

/// <summary>What a client's frame is for (RFC 6455, section 5.2).</summary>
internal enum Opcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>The head of one client frame.</summary>
/// <param name="Mask">The four masking bytes, in the order they stand on the wire.</param>
internal readonly record struct FrameHead(bool Final, Opcode Opcode, long Length, uint Mask)
{
    public bool IsControl => ((int)Opcode & 8) != 0;
}

/// <summary>Reads frame heads and unmasks payloads, without keeping anything.</summary>
internal static class WebSocketFrameReader
{
    private const int LongestHead = 14;

    /// <summary>Reads a head from the front of a buffer; false when more bytes are needed.</summary>
    /// <param name="broken">What rule was broken, when one was.</param>
    public static bool TryReadHead(ref ReadOnlySequence<byte> buffer, out FrameHead head, out string? broken)
    {
        head = default;
        broken = null;
        Span<byte> bytes = stackalloc byte[LongestHead];
        var available = (int)Math.Min(buffer.Length, LongestHead);
        buffer.Slice(0, available).CopyTo(bytes);
        if (available < 2) return false;

        var length7 = bytes[1] & 0x7F;
        var lengthBytes = length7 switch { 126 => 2, 127 => 8, _ => 0 };
        var size = 2 + lengthBytes + 4;
        broken = Check(bytes, length7);
        if (broken is not null || available < size) return false;

        var length = length7 switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            127 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => length7,
        };
        if (length < 0)
        {
            broken = "a frame is longer than any can be";
            return false;
        }

        head = new FrameHead((bytes[0] & 0x80) != 0, (Opcode)(bytes[0] & 0x0F), length, BinaryPrimitives.ReadUInt32LittleEndian(bytes[(2 + lengthBytes)..]));
        buffer = buffer.Slice(size);
        return true;
    }

    /// <summary>Copies a part of a payload and takes the mask off.</summary>
    /// <param name="offset">Where in the payload the part begins.</param>
    public static void Unmask(ReadOnlySequence<byte> masked, Span<byte> target, uint mask, long offset)
    {
        masked.CopyTo(target);
        var turned = System.Numerics.BitOperations.RotateRight(mask, (int)(offset & 3) * 8);
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(target[..(int)masked.Length]);
        for (var i = 0; i < words.Length; i++) words[i] ^= turned;
        for (var i = words.Length * 4; i < masked.Length; i++) target[i] ^= (byte)(turned >> ((i & 3) * 8));
    }

    private static string? Check(ReadOnlySpan<byte> bytes, int length7)
    {
        var opcode = bytes[0] & 0x0F;
        if ((bytes[0] & 0x70) != 0) return "reserved bits are set, but no extension was agreed on";
        if (opcode is (> 2 and < 8) or > 10) return $"opcode {opcode} is not defined";
        if ((bytes[1] & 0x80) == 0) return "a client's frame must be masked";
        if (opcode >= 8 && length7 > 125) return "a control frame holds at most 125 bytes";
        return opcode >= 8 && (bytes[0] & 0x80) == 0 ? "a control frame cannot be fragmented" : null;
    }
}
