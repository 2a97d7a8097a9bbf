using System.Text;
using Carillon.Core.Connections;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Following;
using Carillon.Dialects.Native.Rpc;

namespace Carillon.Dialects.Native.Tests;

/// <summary>The golden table of entries: what one is on the wire, in each of the dialect's forms.</summary>
public class WireTests
{
    private static readonly Dictionary<string, (Entry Entry, string? Id, string Json)> Table = new()
    {
        ["durable"] = (
            Made(5, durable: true, """{"ok":true}"""),
            "7-42",
            """{"stream":"custom:x","seq":5,"epoch":7,"time":1700000000123,"type":"a.b","durable":true,"cursor":"7-42","data":{"ok":true}}"""),
        ["live only"] = (
            Made(6, durable: false, "null"),
            null,
            """{"stream":"custom:x","seq":6,"epoch":7,"time":1700000000123,"type":"a.b","durable":false,"data":null}"""),
        ["with an id"] = (
            Made(5, durable: true, "1", id: "é \"1\""),
            "7-42",
            """{"stream":"custom:x","seq":5,"epoch":7,"time":1700000000123,"type":"a.b","durable":true,"id":"é \"1\"","cursor":"7-42","data":1}"""),
        ["joined"] = (
            Made(9, durable: false, "\"abc\"", firstSeq: 7),
            null,
            """{"stream":"custom:x","seq":9,"epoch":7,"time":1700000000123,"type":"a.b","durable":false,"firstSeq":7,"data":"abc"}"""),
        ["labelled"] = (
            Made(5, durable: true, "1", labels: new Labels([new Scope("task", "t-1")], ["ana", "@all"])),
            "7-42",
            """{"stream":"custom:x","seq":5,"epoch":7,"time":1700000000123,"type":"a.b","durable":true,"labels":{"scopes":[{"type":"task","value":"t-1"}],"mentions":["ana","@all"]},"cursor":"7-42","data":1}"""),
        ["data over several lines"] = (
            Made(5, durable: true, "{\r\n  \"a b\": \"c d\"\n}"),
            "7-42",
            """{"stream":"custom:x","seq":5,"epoch":7,"time":1700000000123,"type":"a.b","durable":true,"cursor":"7-42","data":{"a b":"c d"}}"""),
        ["data with numbers as they were written"] = (
            Made(5, durable: true, """[1.0,1e400,123456789012345678901234567890,"<&'é\u00e9"]"""),
            "7-42",
            """{"stream":"custom:x","seq":5,"epoch":7,"time":1700000000123,"type":"a.b","durable":true,"cursor":"7-42","data":[1.0,1e400,123456789012345678901234567890,"<&'é\u00e9"]}"""),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_is_a_server_sent_event(string name)
    {
        var (entry, id, json) = Table[name];

        Assert.Equal($"{(id is null ? "" : $"id: {id}\n")}data: {json}\n\n", Text(entry, SseFormat.Shared, Framing.Raw));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_is_a_notification(string name)
    {
        var (entry, _, json) = Table[name];

        Assert.Equal($$"""{"jsonrpc":"2.0","method":"event","params":{{json}}}""" + "\n", Text(entry, RpcFormat.Shared, Framing.Line));
    }

    [Theory]
    [InlineData(GapReason.NotKept, "not_kept")]
    [InlineData(GapReason.TooSlow, "too_slow")]
    public void A_gap_is_said_in_band_and_without_an_id(GapReason reason, string word)
    {
        var gap = new Gap(new StreamId("dev", "session:s1"), 3, 9, reason);
        var json = $$"""{"stream":"session:s1","from":3,"to":9,"reason":"{{word}}"}""";

        Assert.Equal($"event: gap\ndata: {json}\n\n", Text(gap, SseFormat.Shared, Framing.Raw));
        Assert.Equal($$"""{"jsonrpc":"2.0","method":"gap","params":{{json}}}""" + "\n", Text(gap, RpcFormat.Shared, Framing.Line));
    }

    [Fact]
    public void Everyone_gets_the_same_bytes()
    {
        var entry = Made(5, durable: true, "1");

        Assert.Same(entry.FrameFor(SseFormat.Shared, Framing.Raw), entry.FrameFor(SseFormat.Shared, Framing.Raw));
    }

    [Fact]
    public void The_blocks_of_a_stream_are_as_documented()
    {
        Assert.Equal("retry: 2000\n\n", Text(SseBlocks.Retry));
        Assert.Equal("id: 7-42\nevent: cursor\ndata: {\"cursor\":\"7-42\"}\n\n", Text(SseBlocks.Cursor(7, 42)));
        Assert.Equal("event: reset\ndata: {\"epoch\":7,\"reason\":\"Why.\"}\n\n", Text(SseBlocks.Reset(7, "Why.")));
        Assert.Equal("event: live\ndata: {}\n\n", Text(SseBlocks.Live));
        Assert.Equal(":\n\n", Text(SseBlocks.Heartbeat));
        Assert.Equal("event: shutdown\ndata: {\"reason\":\"maintenance\"}\n\n", Text(SseBlocks.Shutdown(StopReasons.Maintenance)));
    }

    private static Entry Made(long seq, bool durable, string data, string? id = null, long firstSeq = 0, Labels? labels = null) => new()
    {
        Stream = new StreamId("dev", "custom:x"),
        Seq = seq,
        FirstSeq = firstSeq,
        Epoch = 7,
        Position = 42,
        Time = 1700000000123,
        Type = "a.b",
        Durable = durable,
        Id = id,
        Labels = labels ?? Labels.None,
        Data = Encoding.UTF8.GetBytes(data),
    };

    private static string Text(Entry entry, IEntryFormat format, Framing framing) => Text(entry.FrameFor(format, framing));

    private static string Text(Gap gap, IEntryFormat format, Framing framing)
    {
        var writer = new MessageWriter(framing);
        format.WriteGap(gap, writer);
        return Text(writer.ToFrame());
    }

    private static string Text(Frame frame) => Encoding.UTF8.GetString(frame.Bytes);
}
