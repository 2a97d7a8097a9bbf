using System.Text;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Transports;

/// <summary>RFC 6455, section 4.2.</summary>
public class HandshakeTests : EchoTest
{
    [Fact]
    public async Task The_key_is_answered_as_the_RFC_s_own_example_has_it()
    {
        using var peer = await RawPeer.ConnectAsync(Host.Address);
        await peer.SendAsync(Encoding.UTF8.GetBytes(RawPeer.Handshake));
        var head = await peer.ReadHeadAsync();

        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: Upgrade\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nUpgrade: websocket\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: WebSocket\r\n")]
    [InlineData("Connection: Upgrade\r\n", "Connection: keep-alive, upgrade\r\n")]
    [InlineData("GET /ws ", "GET /ws?events=turn.*&x=%20 ")]
    [InlineData("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: a, b\r\n\r\n")]
    public async Task What_clients_may_write_otherwise_is_taken(string usual, string other)
    {
        using var peer = await RawPeer.UpgradeAsync(Host.Address, RawPeer.Handshake.Replace(usual, other, StringComparison.Ordinal));
        await peer.SendAsync(WireFrame.Text("hello"));
        Assert.Equal("hello", await peer.HearTextAsync());
    }

    [Theory]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dG9vIHNob3J0")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZSBpcyB0b28gbG9uZw==")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "this is not base64 !!!!!")]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8")]
    [InlineData("Sec-WebSocket-Version: 13\r\n", "")]
    [InlineData("GET /ws ", "HEAD /ws ")]
    [InlineData("GET /ws ", "DELETE /ws ")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: h2c\r\n")]
    [InlineData("Upgrade: websocket\r\n", "")]
    [InlineData("Connection: Upgrade\r\n", "")]
    [InlineData(" HTTP/1.1\r\n", " HTTP/1.0\r\n")]
    public async Task What_is_no_handshake_is_told_how_to_make_one(string right, string wrong)
    {
        var (head, body) = await RawPeer.AskAsync(Host.Address, RawPeer.Handshake.Replace(right, wrong, StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 426 ", head, StringComparison.Ordinal);
        Assert.Contains("\r\nUpgrade: websocket\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Version: 13\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: text/plain; charset=utf-8\r\n", head, StringComparison.Ordinal);
        if (!wrong.StartsWith("HEAD", StringComparison.Ordinal)) Assert.Contains("WebSocket upgrade required", body, StringComparison.Ordinal);
        Assert.Equal(0, Host.Connections.Count);
    }

    [Fact]
    public async Task Frames_in_the_same_packet_as_the_handshake_are_not_lost()
    {
        using var peer = await RawPeer.ConnectAsync(Host.Address);
        await peer.SendAsync([.. Encoding.UTF8.GetBytes(RawPeer.Handshake), .. WireFrame.Text("early")]);
        await peer.ReadHeadAsync();
        Assert.Equal("early", await peer.HearTextAsync());
    }
}
