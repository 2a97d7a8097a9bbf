using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Transports;

/// <summary>Whoever breaks the rules of RFC 6455 is told which one, and harms nobody else.</summary>
public class BrokenRuleTests : EchoTest
{
    public static TheoryData<string, byte[]> Broken => new()
    {
        { "a client's frame must be masked", [0x81, 0x02, 0x68, 0x69] },
        { "a client's frame must be masked", [0x89, 0x00] },
        { "reserved bits are set, but no extension was agreed on", WireFrame.Of(WireFrame.TextMessage, [1], reserved: 0x40) },
        { "reserved bits are set, but no extension was agreed on", WireFrame.Of(WireFrame.TextMessage, [1], reserved: 0x20) },
        { "reserved bits are set, but no extension was agreed on", WireFrame.Of(WireFrame.Ping, [], reserved: 0x10) },
        { "opcode 3 is not defined", WireFrame.Of(3, [1]) },
        { "opcode 7 is not defined", WireFrame.Of(7, []) },
        { "opcode 11 is not defined", WireFrame.Of(11, []) },
        { "opcode 15 is not defined", WireFrame.Of(15, [1]) },
        { "a control frame holds at most 125 bytes", WireFrame.Of(WireFrame.Ping, new byte[126]) },
        { "a control frame holds at most 125 bytes", WireFrame.Head(WireFrame.CloseConnection, 65_536) },
        { "a control frame cannot be fragmented", WireFrame.Of(WireFrame.Ping, [], final: false) },
        { "a continuation has nothing to continue", WireFrame.Of(WireFrame.Continuation, [1]) },
        { "a continuation has nothing to continue", [.. WireFrame.Text("a", final: false), .. WireFrame.Of(0, []), .. WireFrame.Of(0, [])] },
        { "a message began before the one before it was whole", [.. WireFrame.Text("a", final: false), .. WireFrame.Text("b")] },
        { "a message began before the one before it was whole", [.. WireFrame.Text("a", final: false), .. WireFrame.Of(WireFrame.BinaryMessage, [])] },
        { "a frame is longer than any can be", WireFrame.Head(WireFrame.TextMessage, long.MinValue) },
        { "a frame is longer than any can be", WireFrame.Head(WireFrame.TextMessage, -1) },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task A_broken_rule_ends_the_connection_and_is_named(string rule, byte[] bytes)
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(bytes);
        (int, string) close;
        do close = await HearCloseOrEchoAsync(peer);
        while (close.Item1 == 0);
        Assert.Equal((1002, rule), close);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Whoever_breaks_a_rule_harms_nobody_else()
    {
        using var good = await UpgradeAsync();
        using var bad = await UpgradeAsync();
        await good.SendAsync(WireFrame.Text("half ", final: false));
        await bad.SendAsync(0xFF, 0xFF, 0xFF, 0xFF);
        Assert.Equal(1002, (await bad.HearCloseAsync()).Code);
        await good.SendAsync(WireFrame.Of(WireFrame.Continuation, "whole"u8.ToArray()));
        Assert.Equal("half whole", await good.HearTextAsync());
    }

    [Fact]
    public async Task Random_bytes_end_the_connection_and_nothing_else()
    {
        var random = new Random(6455);
        for (var round = 0; round < 60; round++)
        {
            using var peer = await UpgradeAsync();
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            await peer.SendAsync(bytes);
            peer.HalfClose();
            await peer.ReadToEndAsync();
        }

        await NothingIsLeftAsync(60);
    }

    private static async Task<(int Code, string Reason)> HearCloseOrEchoAsync(RawPeer peer)
    {
        var (opcode, payload) = await peer.HearAsync();
        return opcode == WireFrame.CloseConnection
            ? ((payload[0] << 8) | payload[1], global::System.Text.Encoding.UTF8.GetString(payload.AsSpan(2)))
            : (0, "");
    }
}
