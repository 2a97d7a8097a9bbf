using System.Buffers;
using System.Text;
using System.Text.Json;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;

namespace Carillon.Dialects.Native.Following;

/// <summary>What an event stream says beside events.</summary>
internal static class SseBlocks
{
    /// <summary>History is done.</summary>
    public static Frame Live { get; } = MessageWriter.FrameOf("event: live\ndata: {}\n\n"u8, Framing.Raw);

    /// <summary>Nothing but a sign of life.</summary>
    public static Frame Heartbeat { get; } = MessageWriter.FrameOf(":\n\n"u8, Framing.Raw);

    /// <summary>The server stops; the reader connects again by itself.</summary>
    /// <param name="reason">One of <see cref="StopReasons"/>.</param>
    public static Frame Shutdown(string reason) =>
        MessageWriter.FrameOf(Encoding.UTF8.GetBytes($$"""
            event: shutdown
            data: {"reason":"{{reason}}"}


            """), Framing.Raw);

    /// <summary>How long to wait before a reconnect: said first, for readers that come to an end at once.</summary>
    public static Frame Retry { get; } = MessageWriter.FrameOf("retry: 2000\n\n"u8, Framing.Raw);

    /// <summary>Where the reader stands, with an id, so that one who reconnects before the first event misses nothing.</summary>
    public static Frame Cursor(long epoch, long position)
    {
        var writer = new MessageWriter(Framing.Raw);
        var bytes = writer.BeginBytes();
        SseFormat.WriteId(bytes, epoch, position);
        bytes.Write("event: cursor\ndata: "u8);
        var json = writer.BeginJson();
        json.WriteStartObject();
        json.WriteString("cursor"u8, new LogPlace(epoch, position).ToString());
        json.WriteEndObject();
        End(writer, bytes, json);
        return writer.ToFrame();
    }

    /// <summary>The reader's cursor means nothing here; everything follows from the beginning.</summary>
    public static Frame Reset(long epoch, string reason)
    {
        var writer = new MessageWriter(Framing.Raw);
        var bytes = writer.BeginBytes();
        bytes.Write("event: reset\ndata: "u8);
        var json = writer.BeginJson();
        json.WriteStartObject();
        json.WriteNumber("epoch"u8, epoch);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
        End(writer, bytes, json);
        return writer.ToFrame();
    }

    private static void End(MessageWriter writer, IBufferWriter<byte> bytes, Utf8JsonWriter json)
    {
        json.Flush();
        bytes.Write("\n\n"u8);
        writer.EndMessage();
    }
}
