using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Carillon.Bench.Load;

/// <summary>The least client that speaks WebSocket: it sends masked text frames and hands received bytes on as they are.</summary>
internal sealed class RawWebSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public async Task ConnectAsync(int port, string path, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var request = $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellationToken);

        // One byte at a time: nothing after the head may be taken with it.
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _socket.ReceiveAsync(one, cancellationToken) == 0) throw new IOException($"Closed during the handshake: {head}");
            head.Append((char)one[0]);
        }

        if (!head.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw new IOException($"Not upgraded: {head}");
    }

    public async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await _socket.SendAsync(Frame(text), cancellationToken);

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken) => _socket.SendAsync(frames, cancellationToken);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _socket.ReceiveAsync(buffer, cancellationToken);

    /// <summary>Reads until a text has come.</summary>
    public async Task WaitForAsync(string text, CancellationToken cancellationToken)
    {
        var seen = new StringBuilder();
        var buffer = new byte[4096];
        while (!seen.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await _socket.ReceiveAsync(buffer, cancellationToken);
            if (read == 0) throw new IOException($"Closed while waiting for {text}: {seen}");
            seen.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    /// <summary>A text frame, masked with zeros: the payload stays as it is.</summary>
    public static byte[] Frame(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var head = payload.Length < 126 ? 6 : 8;
        var frame = new byte[head + payload.Length];
        frame[0] = 0x81;
        frame[1] = (byte)(0x80 | Math.Min(payload.Length, 126));
        if (head == 8) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        payload.CopyTo(frame, head);
        return frame;
    }

    public void Dispose() => _socket.Dispose();
}
