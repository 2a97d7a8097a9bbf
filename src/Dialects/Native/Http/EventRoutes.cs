using System.Text.Json;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;
using Carillon.Dialects.Native.Publishing;
using Microsoft.AspNetCore.Http;

namespace Carillon.Dialects.Native.Http;

/// <summary>Publishing and paging over HTTP.</summary>
internal sealed class EventRoutes(EventCalls calls)
{
    public async ValueTask PublishAsync(HttpContext context, Caller caller, CancellationToken cancellationToken)
    {
        var stream = StreamNames.ParseForPublish(caller, Query.Part(context, "stream"));
        var media = RequestBody.MediaTypeOf(context);
        if (ReaderOf(media) is not { } reader)
        {
            const string Taken = "Send application/json, application/cloudevents+json or application/cloudevents-batch+json.";
            await HttpReply.WriteProblemAsync(context, NativeErrors.UnsupportedMediaType, Taken, cancellationToken);
            return;
        }

        var body = await RequestBody.ReadAsync(context, cancellationToken);
        var (events, isArray) = Read(body, stream, reader);
        var expectsArray = media == "application/cloudevents-batch+json";
        if (media != "application/json" && isArray != expectsArray)
        {
            throw Invalid.Because(expectsArray ? "A batch is an array." : "Several events are sent as application/cloudevents-batch+json.");
        }

        var result = await calls.PublishAsync(events, cancellationToken);
        var status = result.Duplicate ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        await HttpReply.WriteAsync(context, new Answer(status, json => Write(json, result, isArray)), cancellationToken);
    }

    public async ValueTask PageAsync(HttpContext context, Caller caller, CancellationToken cancellationToken)
    {
        var wanted = new PageParams(Query.Part(context, "stream"), Query.Number(context, "after"), Query.Limit(context));
        await HttpReply.WriteAsync(context, await calls.PageAsync(caller, wanted, cancellationToken), cancellationToken);
    }

    private static EventReader.DraftReader? ReaderOf(string media) => media switch
    {
        "application/json" => EventReader.ReadNative,
        "application/cloudevents+json" or "application/cloudevents-batch+json" => CloudEventReader.Read,
        _ => null,
    };

    private static (List<NewEvent> Events, bool IsArray) Read(ReadOnlySpan<byte> body, StreamId stream, EventReader.DraftReader readOne)
    {
        var reader = JsonText.Reader(body);
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        return (EventReader.Read(ref reader, body, stream, readOne), isArray);
    }

    private static void Write(Utf8JsonWriter json, AppendResult result, bool isArray)
    {
        if (!isArray)
        {
            EntryJson.Write(json, result.Entries[0]);
            return;
        }

        json.WriteStartObject();
        json.WritePropertyName("events"u8);
        EntryJson.Write(json, result.Entries);
        json.WriteEndObject();
    }
}
