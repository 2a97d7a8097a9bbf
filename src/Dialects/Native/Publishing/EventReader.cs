using System.Text.Json;
using Carillon.Core.Errors;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Publishing;

/// <summary>Reads events to publish: one object, or an array of them that is committed whole or not at all.</summary>
internal static class EventReader
{
    public delegate EventDraft DraftReader(ref Utf8JsonReader reader, ReadOnlySpan<byte> source);

    /// <summary>Reads what the reader stands on.</summary>
    /// <param name="source">What the reader reads; checked before.</param>
    public static List<NewEvent> Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, StreamId stream, DraftReader readOne)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return [readOne(ref reader, source).ToEvent(stream)];

        var events = new List<NewEvent>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (events.Count == EventLimits.MaxEvents) throw Invalid.Because($"At most {EventLimits.MaxEvents} events are taken at once.");
            try
            {
                events.Add(readOne(ref reader, source).ToEvent(stream));
            }
            catch (CarillonException exception) when (exception.Code == ErrorCode.Invalid)
            {
                throw new CarillonException(ErrorCode.Invalid, $"Event {events.Count}: {exception.Message}", exception);
            }
        }

        return events.Count > 0 ? events : throw Invalid.Because("There is no event in the array.");
    }

    /// <summary><c>{"id"?, "type", "data", "durable"?, "scopes"?, "mentions"?}</c></summary>
    public static EventDraft ReadNative(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var draft = new EventDraft();
        if (reader.TokenType != JsonTokenType.StartObject) throw Invalid.Because("An event is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.ReadName(ref reader);
            if (!TryReadMember(ref reader, source, name, draft)) throw Invalid.Because($"'{name}' is not a member of an event.");
        }

        return draft;
    }

    /// <summary>Reads one member's value into the draft; false when the name is none of an event's.</summary>
    public static bool TryReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, string name, EventDraft draft)
    {
        switch (name)
        {
            case "id":
                if (reader.TokenType != JsonTokenType.Null) draft.Id = JsonText.ReadString(ref reader, name);
                return true;
            case "type":
                draft.Type = JsonText.ReadString(ref reader, name);
                return true;
            case "data":
                draft.Data = JsonText.Compact(JsonText.ReadValue(ref reader, source));
                return true;
            case "durable":
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) throw Invalid.Because("'durable' must be true or false.");
                draft.Durable = reader.GetBoolean();
                return true;
            case "scopes":
                ReadScopes(ref reader, draft.Scopes);
                return true;
            case "mentions":
                JsonText.ExpectArray(ref reader, name);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) draft.Mentions.Add(JsonText.ReadString(ref reader, name));
                return true;
            default:
                return false;
        }
    }

    private static void ReadScopes(ref Utf8JsonReader reader, List<Scope> scopes)
    {
        JsonText.ExpectArray(ref reader, "scopes");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject) throw Invalid.Because("A scope is an object with a type and a value.");
            string? type = null, value = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonText.ReadName(ref reader);
                if (name == "type") type = JsonText.ReadString(ref reader, name);
                else if (name == "value") value = JsonText.ReadString(ref reader, name);
                else throw Invalid.Because($"'{name}' is not a member of a scope.");
            }

            scopes.Add(new Scope(Invalid.Required(type, "type"), Invalid.Required(value, "value")));
        }
    }
}
