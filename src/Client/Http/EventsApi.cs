using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Carillon.Client.Http;

/// <summary>Publishing and paging.</summary>
internal static class EventsApi
{
    public static async Task<PublishResult> PublishAsync(
        ApiCaller api, string stream, IReadOnlyList<OutgoingEvent> outgoing, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(outgoing.Count);
        using var response = await api.SendAsync(HttpMethod.Post, PathOf(stream), ApiCaller.BodyOf(Write(outgoing)), cancellationToken);
        var (events, _) = ReadEvents(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return new PublishResult(events, Duplicate: response.StatusCode == HttpStatusCode.OK);
    }

    public static async Task<EventPage> PageAsync(ApiCaller api, string stream, long after, int limit, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"{PathOf(stream)}?after={after}&limit={limit}");
        using var response = await api.SendAsync(HttpMethod.Get, path, null, cancellationToken);
        var (events, next) = ReadEvents(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return new EventPage(events, next);
    }

    private static string PathOf(string stream) => $"/v1/streams/{Uri.EscapeDataString(stream)}/events";

    private static byte[] Write(IReadOnlyList<OutgoingEvent> outgoing)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var item in outgoing) Write(json, item);
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, OutgoingEvent item)
    {
        json.WriteStartObject();
        if (item.Id is not null) json.WriteString("id", item.Id);
        json.WriteString("type", EventNames.TypeOf(item.Type));
        if (item.Durable is { } durable) json.WriteBoolean("durable", durable);
        if (item.Scopes.Count > 0)
        {
            json.WritePropertyName("scopes");
            JsonSerializer.Serialize(json, item.Scopes, ClientJson.Default.IReadOnlyListEventScope);
        }

        if (item.Mentions.Count > 0)
        {
            json.WritePropertyName("mentions");
            JsonSerializer.Serialize(json, item.Mentions, ClientJson.Default.IReadOnlyListString);
        }

        json.WritePropertyName("data");
        json.WriteRawValue(item.Data.Span);
        json.WriteEndObject();
    }

    private static (IReadOnlyList<CarillonEvent> Events, long? Next) ReadEvents(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        var events = new List<CarillonEvent>();
        long? next = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEvents = reader.ValueTextEquals("events");
            var isNext = reader.ValueTextEquals("next");
            reader.Read();
            if (isEvents)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) events.Add(EntryReader.Read(ref reader, body));
            }
            else if (isNext && reader.TokenType == JsonTokenType.Number)
            {
                next = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }

        return (events, next);
    }
}
