using System.Text;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Transports;

/// <summary>RFC 6455, sections 5.2 to 5.6: what frames say, however they are cut.</summary>
public class MessageTests : EchoTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(EchoDialect.Limit)]
    public async Task A_message_of_any_length_comes_back_as_it_was(int length)
    {
        using var peer = await UpgradeAsync();
        var message = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        await peer.SendAsync(WireFrame.Text(message));
        Assert.Equal(message, await peer.HearTextAsync());
    }

    [Fact]
    public async Task A_message_may_come_a_byte_at_a_time()
    {
        using var peer = await UpgradeAsync();
        var message = new string('x', 126) + "é";
        foreach (var value in (byte[])[.. WireFrame.Text(message), .. WireFrame.Text("next")]) await peer.SendAsync(value);
        Assert.Equal(message, await peer.HearTextAsync());
        Assert.Equal("next", await peer.HearTextAsync());
    }

    [Fact]
    public async Task Several_messages_may_come_in_one_packet()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync([.. Enumerable.Range(0, 300).SelectMany(i => WireFrame.Text($"message {i}"))]);
        for (var i = 0; i < 300; i++) Assert.Equal($"message {i}", await peer.HearTextAsync());
    }

    [Fact]
    public async Task Fragments_are_put_together_and_control_frames_between_them_are_answered_first()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(WireFrame.Text("one", final: false));
        await peer.SendAsync(WireFrame.Of(WireFrame.Ping, "p"u8.ToArray()));
        await peer.SendAsync(WireFrame.Of(WireFrame.Continuation, " two"u8.ToArray(), final: false));
        await peer.SendAsync(WireFrame.Of(WireFrame.Pong, []));
        await peer.SendAsync(WireFrame.Of(WireFrame.Continuation, [], final: false));
        await peer.SendAsync(WireFrame.Of(WireFrame.Continuation, " three"u8.ToArray()));

        var (opcode, payload) = await peer.HearAsync();
        Assert.Equal(WireFrame.Pong, opcode);
        Assert.Equal("p"u8, payload);
        Assert.Equal("one two three", await peer.HearTextAsync());
        await peer.SendAsync(WireFrame.Text("again"));
        Assert.Equal("again", await peer.HearTextAsync());
    }

    [Fact]
    public async Task A_message_cut_into_single_bytes_is_put_together()
    {
        using var peer = await UpgradeAsync();
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("æ—☃", 500)));
        var frames = bytes.SelectMany((value, i) => WireFrame.Of(i == 0 ? WireFrame.TextMessage : WireFrame.Continuation, [value], i == bytes.Length - 1));
        await peer.SendAsync([.. frames]);
        Assert.Equal(Encoding.UTF8.GetString(bytes), await peer.HearTextAsync());
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused_and_the_conversation_goes_on()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync([.. WireFrame.Of(WireFrame.TextMessage, new byte[EchoDialect.Limit + 1]), .. WireFrame.Text("still here")]);
        Assert.Equal("refused: TooLarge", await peer.HearTextAsync());
        Assert.Equal("still here", await peer.HearTextAsync());
    }

    [Fact]
    public async Task Fragments_that_are_too_large_together_are_refused_and_the_conversation_goes_on()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(WireFrame.Of(WireFrame.TextMessage, new byte[EchoDialect.Limit - 1], final: false));
        await peer.SendAsync(WireFrame.Of(WireFrame.Continuation, new byte[2], final: false));
        await peer.SendAsync(WireFrame.Of(WireFrame.Continuation, []));
        await peer.SendAsync(WireFrame.Text("still here"));
        Assert.Equal("refused: TooLarge", await peer.HearTextAsync());
        Assert.Equal("still here", await peer.HearTextAsync());
    }

    [Fact]
    public async Task A_binary_message_is_refused_and_the_conversation_goes_on()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(WireFrame.Of(WireFrame.BinaryMessage, [1, 2, 3]));
        await peer.SendAsync(WireFrame.Of(WireFrame.BinaryMessage, [1], final: false));
        await peer.SendAsync(WireFrame.Of(WireFrame.Continuation, [2]));
        await peer.SendAsync(WireFrame.Text("still here"));
        Assert.Equal("refused: Binary", await peer.HearTextAsync());
        Assert.Equal("refused: Binary", await peer.HearTextAsync());
        Assert.Equal("still here", await peer.HearTextAsync());
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_reaches_the_dialect_which_knows_how_to_answer()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(WireFrame.Of(WireFrame.TextMessage, [0x61, 0xFF, 0xC0]));
        var (opcode, payload) = await peer.HearAsync();
        Assert.Equal(WireFrame.TextMessage, opcode);
        Assert.Equal<byte[]>([0x61, 0xFF, 0xC0], payload);
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_own_payload_and_a_pong_with_nothing()
    {
        using var peer = await UpgradeAsync();
        var payload = Enumerable.Range(0, 125).Select(i => (byte)i).ToArray();
        await peer.SendAsync([.. WireFrame.Of(WireFrame.Pong, payload), .. WireFrame.Of(WireFrame.Ping, payload), .. WireFrame.Of(WireFrame.Ping, [])]);
        foreach (var expected in (byte[][])[payload, []])
        {
            var (opcode, answer) = await peer.HearAsync();
            Assert.Equal(WireFrame.Pong, opcode);
            Assert.Equal(expected, answer);
        }
    }
}
