using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Carillon.Core.Connections;

namespace Carillon.Core.Tests.Connections;

public sealed class MessageWriterTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_535, 4)]
    [InlineData(65_536, 10)]
    public void A_web_socket_header_has_the_length_that_its_message_needs(int length, int header)
    {
        var message = Enumerable.Range(0, length).Select(i => (byte)('a' + i % 26)).ToArray();
        var bytes = MessageWriter.FrameOf(message, Framing.WebSocket).Bytes;

        Assert.Equal(header + length, bytes.Length);
        Assert.Equal(0x81, bytes[0]);
        Assert.Equal((ulong)length, Length(bytes));
        Assert.Equal(message, bytes[header..]);
    }

    [Fact]
    public void Several_messages_are_framed_one_behind_the_other()
    {
        var writer = new MessageWriter(Framing.WebSocket);
        var json = writer.BeginJson();
        json.WriteStartObject();
        json.WriteString("a", "1");
        json.WriteEndObject();
        writer.EndMessage();
        writer.BeginBytes().Write("two"u8);
        writer.EndMessage();
        json = writer.BeginJson();
        json.WriteNumberValue(3);
        writer.EndMessage();

        Assert.Equal([0x81, 9, .. "{\"a\":\"1\"}"u8, 0x81, 3, .. "two"u8, 0x81, 1, (byte)'3'], writer.ToFrame().Bytes);
    }

    [Fact]
    public void A_line_ends_with_a_line_feed_and_raw_bytes_stay_as_they_are()
    {
        Assert.Equal("x\n"u8, MessageWriter.FrameOf("x"u8, Framing.Line).Bytes);
        Assert.Equal("x"u8, MessageWriter.FrameOf("x"u8, Framing.Raw).Bytes);
    }

    [Fact]
    public void No_message_is_no_frame() => Assert.Same(Frame.Empty, new MessageWriter(Framing.WebSocket).ToFrame());

    [Fact]
    public void Text_that_is_not_English_is_written_as_it_is()
    {
        var writer = new MessageWriter(Framing.Raw);
        writer.BeginJson().WriteStringValue("<b>Grüße & 'mehr'</b>");
        writer.EndMessage();

        Assert.Equal("\"<b>Grüße & 'mehr'</b>\"", Encoding.UTF8.GetString(writer.ToFrame().Bytes));
    }

    [Fact]
    public void Last_words_are_a_close_frame_with_code_and_reason()
    {
        Assert.Equal([0x88, 4, 0x03, 0xE8, .. "ok"u8], LastWords.Of(new CloseReason(1000, "ok"), Framing.WebSocket)!.Bytes);
        Assert.Null(LastWords.Of(CloseReason.Normal, Framing.Line));
        Assert.Null(LastWords.Of(CloseReason.Normal, Framing.Raw));
    }

    [Theory]
    [InlineData("a", 121)]
    [InlineData("", 123)]
    [InlineData("ab", 122)]
    public void A_long_reason_is_cut_between_two_characters(string before, int expectedBytes)
    {
        // The note takes three bytes, so the cut at 123 falls inside one of them unless what stands before moves it.
        var reason = new CloseReason(1008, before + new string('♪', 100));
        var bytes = LastWords.Of(reason, Framing.WebSocket)!.Bytes;
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(4));

        Assert.Equal(expectedBytes, bytes.Length - 4);
        Assert.Equal(bytes.Length - 2, bytes[1]);
        Assert.StartsWith(text, reason.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pong_gives_the_payload_back() => Assert.Equal([0x8A, 3, .. "abc"u8], LastWords.Pong("abc"u8).Bytes);

    private static ulong Length(byte[] bytes) => bytes[1] switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2)),
        127 => BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(2)),
        var length => length,
    };
}
