using System.Buffers.Binary;
using System.Text;

namespace Carillon.Server.Tests.Hosting;

/// <summary>A client's frames (RFC 6455, section 5.2), right or wrong as a test wants them.</summary>
internal static class WireFrame
{
    public const int Continuation = 0;
    public const int TextMessage = 1;
    public const int BinaryMessage = 2;
    public const int CloseConnection = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private static readonly byte[] Mask = [0x37, 0xFA, 0x21, 0x3D];

    public static byte[] Text(string message, bool final = true) => Of(TextMessage, Encoding.UTF8.GetBytes(message), final);

    public static byte[] Close(int code, string reason = "") => Of(CloseConnection, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)]);

    public static byte[] Of(int opcode, byte[] payload, bool final = true, int reserved = 0) =>
        [.. Head(opcode, payload.Length, final, reserved), .. payload.Select((value, i) => (byte)(value ^ Mask[i & 3]))];

    /// <summary>The head alone, whatever comes after it.</summary>
    public static byte[] Head(int opcode, long length, bool final = true, int reserved = 0)
    {
        var first = (byte)((final ? 0x80 : 0) | reserved | opcode);
        var size = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(size, length);
        return length switch
        {
            >= 0 and < 126 => [first, (byte)(0x80 | length), .. Mask],
            >= 0 and <= ushort.MaxValue => [first, 0x80 | 126, .. size[6..], .. Mask],
            _ => [first, 0x80 | 127, .. size, .. Mask],
        };
    }
}
