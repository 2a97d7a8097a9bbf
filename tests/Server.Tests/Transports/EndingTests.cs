using System.Text;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Transports;

/// <summary>How connections end: in good order, by a pulled plug, or because the server stops.</summary>
public class EndingTests : EchoTest
{
    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1011)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(4999)]
    public async Task A_close_is_answered_with_its_own_code(int code)
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(WireFrame.Close(code, "auf Wiedersehen ☃"));
        Assert.Equal((code, ""), await peer.HearCloseAsync());
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65_535)]
    public async Task A_code_that_may_not_be_sent_breaks_a_rule(int code)
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(WireFrame.Close(code));
        Assert.Equal((1002, $"close code {code} may not be sent"), await peer.HearCloseAsync());
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_close_may_be_without_a_code_but_not_with_half_of_one()
    {
        using var silent = await UpgradeAsync();
        await silent.SendAsync(WireFrame.Of(WireFrame.CloseConnection, []));
        Assert.Equal((1000, ""), await silent.HearCloseAsync());

        using var half = await UpgradeAsync();
        await half.SendAsync(WireFrame.Of(WireFrame.CloseConnection, [3]));
        Assert.Equal((1002, "a close code has two bytes"), await half.HearCloseAsync());
        await NothingIsLeftAsync(2);
    }

    [Fact]
    public async Task A_close_reason_that_is_not_UTF_8_breaks_a_rule()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(WireFrame.Of(WireFrame.CloseConnection, [0x03, 0xE8, 0xC3, 0x28]));
        Assert.Equal(1007, (await peer.HearCloseAsync()).Code);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task What_was_said_before_a_close_is_answered_before_it_and_what_comes_after_is_not_read()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync([.. WireFrame.Text("last"), .. WireFrame.Close(1000), .. WireFrame.Text("too late")]);
        Assert.Equal("last", await peer.HearTextAsync());
        Assert.Equal(1000, (await peer.HearCloseAsync()).Code);
        await NothingIsLeftAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("head")]
    [InlineData("fragment")]
    public async Task A_peer_that_stops_in_the_middle_leaves_nothing_behind(string where)
    {
        using var half = await UpgradeAsync();
        using var gone = await UpgradeAsync();
        var bytes = where switch
        {
            "head" => WireFrame.Head(WireFrame.TextMessage, 65_536)[..5],
            "fragment" => [.. WireFrame.Text("one", final: false), .. WireFrame.Of(WireFrame.Continuation, new byte[500])[..100]],
            _ => (byte[])[],
        };
        await half.SendAsync(bytes);
        await gone.SendAsync(bytes);
        half.HalfClose();
        gone.Reset();
        await half.ReadToEndAsync();
        await NothingIsLeftAsync(2);
    }

    [Fact]
    public async Task Peers_that_go_as_soon_as_they_came_leave_nothing_behind()
    {
        for (var i = 0; i < 40; i++)
        {
            var peer = await UpgradeAsync();
            await peer.SendAsync(WireFrame.Text("hello?"));
            peer.Reset();
        }

        await NothingIsLeftAsync(40);
    }

    [Fact]
    public async Task A_server_that_stops_lets_the_dialect_say_so_and_closes_with_1001()
    {
        using var idle = await UpgradeAsync();
        using var amid = await UpgradeAsync();
        await amid.SendAsync([.. WireFrame.Text("a"), .. WireFrame.Text("half", final: false)]);
        Assert.Equal("a", await amid.HearTextAsync());
        Host.Stop();
        foreach (var peer in (RawPeer[])[idle, amid])
        {
            Assert.Equal("shutdown: maintenance", await peer.HearTextAsync());
            await peer.SendAsync(WireFrame.Close(1001));
            Assert.Equal((1001, "server shutting down; reconnect and resume"), await peer.HearCloseAsync());
        }

        await NothingIsLeftAsync(2);
    }

    [Fact]
    public async Task Words_that_cross_the_last_ones_do_not_take_them_out_of_the_peer_s_hands()
    {
        using var peer = await UpgradeAsync();
        await peer.SendAsync(WireFrame.Text("a"));
        Assert.Equal("a", await peer.HearTextAsync());
        Host.Stop();
        for (var i = 0; i < 50; i++) await peer.SendAsync(WireFrame.Text("on the way"));
        await peer.SendAsync(WireFrame.Close(1000));
        while (await peer.HearTextAsync() is "on the way") continue;
        Assert.Equal(1001, (await peer.HearCloseAsync()).Code);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_the_last_words_is_cut_off()
    {
        using var peer = await UpgradeAsync();
        Host.Stop();
        Assert.Equal("shutdown: maintenance", await peer.HearTextAsync());
        Assert.Equal(1001, (await peer.HearCloseAsync()).Code);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_peer_that_goes_when_the_server_stops_is_not_waited_for()
    {
        var peer = await UpgradeAsync();
        await peer.SendAsync(Encoding.UTF8.GetBytes("x"));
        Host.Stop();
        peer.Reset();
        await NothingIsLeftAsync();
    }
}
