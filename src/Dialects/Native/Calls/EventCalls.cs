using System.Text.Json;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Calls;

/// <summary>Publishing and paging, whatever way the request came.</summary>
internal sealed class EventCalls(ILog log)
{
    /// <summary>Large events make short pages: an answer stays near this many bytes.</summary>
    private const int MaxPageBytes = 1024 * 1024;

    private const int ReadAtOnce = 100;

    public async ValueTask<AppendResult> PublishAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken) =>
        await log.AppendAsync(new Append(events), cancellationToken);

    public async ValueTask<Answer> PageAsync(Caller caller, PageParams wanted, CancellationToken cancellationToken)
    {
        var stream = StreamNames.Parse(caller, wanted.Stream);
        var (entries, next) = await ReadAsync(stream, Invalid.After(wanted.After), Invalid.Limit(wanted.Limit), cancellationToken);
        entries.RemoveAll(entry => !StreamAccess.MaySee(caller.Role, entry));
        return Answer.Ok(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("events"u8);
            EntryJson.Write(json, entries);
            if (next is { } after) json.WriteNumber("next"u8, after);
            else json.WriteNull("next"u8);
            json.WriteEndObject();
        });
    }

    /// <summary>An array's answer is an array, in its order; a single event's is its entry.</summary>
    public static void WritePublished(Utf8JsonWriter json, AppendResult result)
    {
        json.WriteStartObject();
        json.WriteBoolean("duplicate"u8, result.Duplicate);
        json.WritePropertyName("events"u8);
        EntryJson.Write(json, result.Entries);
        json.WriteEndObject();
    }

    private async ValueTask<(List<Entry> Entries, long? Next)> ReadAsync(StreamId stream, long after, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<Entry>();
        var bytes = 0;
        while (true)
        {
            // One more than fits says whether there is a next page.
            var wanted = Math.Min(limit - entries.Count, ReadAtOnce) + 1;
            var page = await log.ReadAsync(stream, after, wanted, cancellationToken);
            foreach (var entry in page.Take(wanted - 1))
            {
                if (bytes > MaxPageBytes) return (entries, entries[^1].Seq);
                entries.Add(entry);
                bytes += entry.Data.Length;
            }

            if (page.Count < wanted) return (entries, null);
            after = entries[^1].Seq;
            if (entries.Count >= limit) return (entries, after);
        }
    }
}
