using System.Buffers;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Following;

/// <summary>
/// Entries as server-sent events (WHATWG HTML, section 9.2). Only durable ones carry an id, so that a reader's Last-Event-ID
/// never points at something that cannot be found again. Entries have no event name, so that one listener hears all of them.
/// </summary>
internal sealed class SseFormat : IEntryFormat
{
    private SseFormat()
    {
    }

    public static SseFormat Shared { get; } = new();

    public void Write(Entry entry, MessageWriter writer)
    {
        var bytes = writer.BeginBytes();
        if (entry.Durable) WriteId(bytes, entry.Epoch, entry.Position);
        bytes.Write("data: "u8);
        var json = writer.BeginJson();
        EntryJson.Write(json, entry);
        json.Flush();
        bytes.Write("\n\n"u8);
        writer.EndMessage();
    }

    public void WriteGap(Gap gap, MessageWriter writer)
    {
        var bytes = writer.BeginBytes();
        bytes.Write("event: gap\ndata: "u8);
        var json = writer.BeginJson();
        EntryJson.Write(json, gap);
        json.Flush();
        bytes.Write("\n\n"u8);
        writer.EndMessage();
    }

    internal static void WriteId(IBufferWriter<byte> bytes, long epoch, long position)
    {
        bytes.Write("id: "u8);
        bytes.Advance(new LogPlace(epoch, position).Format(bytes.GetSpan(LogPlace.MaxLength)));
        bytes.Write("\n"u8);
    }
}
