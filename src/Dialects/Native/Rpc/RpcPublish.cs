using System.Text.Json;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;
using Carillon.Dialects.Native.Publishing;

namespace Carillon.Dialects.Native.Rpc;

/// <summary>
/// <c>events.publish</c>: <c>{"stream", "events": [event, …]}</c>, or one event's members beside the stream. Its data is cut
/// out of the message as it stands, and not parsed into anything.
/// </summary>
internal static class RpcPublish
{
    public static async ValueTask<Answer> RunAsync(EventCalls calls, Caller caller, ReadOnlyMemory<byte> given, CancellationToken cancellationToken)
    {
        var result = await calls.PublishAsync(Read(caller, given.Span), cancellationToken);
        return Answer.Ok(json => EventCalls.WritePublished(json, result));
    }

    private static List<NewEvent> Read(Caller caller, ReadOnlySpan<byte> given)
    {
        var reader = JsonText.Reader(given);
        var single = new EventDraft();
        string? stream = null;
        ReadOnlySpan<byte> several = default;
        var hasOwn = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.ReadName(ref reader);
            if (name == "stream") stream = JsonText.ReadString(ref reader, name);
            else if (name == "events") several = ReadArray(ref reader, given);
            else if (EventReader.TryReadMember(ref reader, given, name, single)) hasOwn = true;
            else throw Invalid.Because($"'{name}' is not a member of an event.");
        }

        var target = StreamNames.ParseForPublish(caller, Invalid.Required(stream, "stream"));
        if (several.IsEmpty) return [single.ToEvent(target)];
        if (hasOwn) throw Invalid.Because("Give either 'events' or one event's own members.");

        var inner = JsonText.Reader(several);
        return EventReader.Read(ref inner, several, target, EventReader.ReadNative);
    }

    private static ReadOnlySpan<byte> ReadArray(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> given)
    {
        JsonText.ExpectArray(ref reader, "events");
        return JsonText.ReadValue(ref reader, given);
    }
}
