using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Carillon.Server.Tests.Hosting;

/// <summary>A client that writes and reads bytes, so that nothing corrects what a test gets wrong on purpose.</summary>
internal sealed class RawPeer : IDisposable
{
    public const string Handshake =
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    /// <summary>A socket that has said nothing yet.</summary>
    public static async Task<RawPeer> ConnectAsync(IPEndPoint address)
    {
        var peer = new RawPeer();
        await peer._socket.ConnectAsync(address, Ending);
        return peer;
    }

    /// <summary>A WebSocket.</summary>
    public static async Task<RawPeer> UpgradeAsync(IPEndPoint address, string handshake = Handshake)
    {
        var peer = await ConnectAsync(address);
        await peer.SendAsync(Encoding.UTF8.GetBytes(handshake));
        Assert.StartsWith("HTTP/1.1 101 ", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        return peer;
    }

    /// <summary>One answer to one request; its body in chunks as they came.</summary>
    public static async Task<(string Head, string Body)> AskAsync(IPEndPoint address, string request)
    {
        using var peer = await ConnectAsync(address);
        await peer.SendAsync(Encoding.UTF8.GetBytes(request));
        var head = await peer.ReadHeadAsync();
        if (request.StartsWith("HEAD", StringComparison.Ordinal)) return (head, "");
        if (head.Contains("chunked", StringComparison.Ordinal)) return (head, await peer.ReadUntilAsync("\r\n0\r\n\r\n"));
        var length = head.Split("Content-Length: ")[1].Split('\r')[0];
        return (head, Encoding.UTF8.GetString(await peer.ReadAsync(int.Parse(length, CultureInfo.InvariantCulture))));
    }

    public async Task SendAsync(params byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += await _socket.SendAsync(bytes.AsMemory(sent), Ending).AsTask().WaitAsync(Patience, Ending);
    }

    /// <summary>Whether everything could be sent before the time was over.</summary>
    public async Task<bool> TrySendAsync(byte[] bytes, TimeSpan limit)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        over.CancelAfter(limit);
        try
        {
            for (var sent = 0; sent < bytes.Length;) sent += await _socket.SendAsync(bytes.AsMemory(sent), over.Token);
            return true;
        }
        catch (OperationCanceledException) when (!Ending.IsCancellationRequested)
        {
            return false;
        }
    }

    public Task<string> ReadHeadAsync() => ReadUntilAsync("\r\n\r\n");

    /// <summary>The next frame of the server, which is whole and not masked.</summary>
    public async Task<(int Opcode, byte[] Payload)> HearAsync()
    {
        var head = await ReadAsync(2);
        Assert.Equal(0x80, head[0] & 0xF0);
        var length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8)),
            var small => small,
        };
        return (head[0] & 0x0F, await ReadAsync(length));
    }

    public async Task<string> HearTextAsync()
    {
        var (opcode, payload) = await HearAsync();
        Assert.Equal(WireFrame.TextMessage, opcode);
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>The close frame, after which the server ends the connection.</summary>
    public async Task<(int Code, string Reason)> HearCloseAsync()
    {
        var (opcode, payload) = await HearAsync();
        Assert.Equal(WireFrame.CloseConnection, opcode);
        Assert.Empty(await ReadToEndAsync());
        return (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(2)));
    }

    /// <summary>Says that nothing more comes, and goes on listening.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Goes as a pulled plug does: the server gets a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();

    public async Task<byte[]> ReadToEndAsync()
    {
        var all = new List<byte>();
        var buffer = new byte[4096];
        try
        {
            while (await _socket.ReceiveAsync(buffer, Ending).AsTask().WaitAsync(Patience, Ending) is var read and > 0) all.AddRange(buffer[..read]);
        }
        catch (SocketException)
        {
            // The server was done with us before it had read all we sent.
        }

        return [.. all];
    }

    private async Task<string> ReadUntilAsync(string end)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal)) text.Append((char)(await ReadAsync(1))[0]);
        return text.ToString();
    }

    private async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = await _socket.ReceiveAsync(bytes.AsMemory(read), Ending).AsTask().WaitAsync(Patience, Ending);
            if (more == 0) throw new EndOfStreamException();
            read += more;
        }

        return bytes;
    }
}
