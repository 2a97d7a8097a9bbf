using System.Text.Json;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Publishing;

/// <summary>
/// Reads CloudEvents 1.0 in structured JSON. Source and id together are unique by that standard, so they become the event's id;
/// every other attribute becomes a tag <c>ce-{name}</c>, so that nothing is lost and all of it can be asked for.
/// </summary>
internal static class CloudEventReader
{
    public static EventDraft Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Invalid.Because("A CloudEvent is an object.");
        var draft = new EventDraft();
        string? id = null, origin = null, version = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.ReadName(ref reader);
            switch (name)
            {
                case "specversion": version = JsonText.ReadString(ref reader, name); break;
                case "id": id = JsonText.ReadString(ref reader, name); break;
                case "type": draft.Type = JsonText.ReadString(ref reader, name); break;
                case "data": draft.Data = JsonText.Compact(JsonText.ReadValue(ref reader, source)); break;
                case "data_base64": throw Invalid.Because("Binary data ('data_base64') is not taken; events hold JSON.");
                case "source":
                    origin = JsonText.ReadString(ref reader, name);
                    draft.Scopes.Add(new Scope("ce-source", origin));
                    break;
                default: ReadAttribute(ref reader, name, source, draft); break;
            }
        }

        if (version != "1.0") throw Invalid.Because("'specversion' must be \"1.0\".");
        if (Invalid.Required(id, "id").Length == 0 || Invalid.Required(origin, "source").Length == 0)
        {
            throw Invalid.Because("'id' and 'source' must not be empty.");
        }

        // A URI reference has no blank in it, so the two parts cannot run into each other.
        draft.Id = $"{origin} {id}";
        draft.Data ??= "null"u8.ToArray();
        return draft;
    }

    private static void ReadAttribute(ref Utf8JsonReader reader, string name, ReadOnlySpan<byte> source, EventDraft draft)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String:
                draft.Scopes.Add(new Scope($"ce-{name}", JsonText.ReadString(ref reader, name)));
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                draft.Scopes.Add(new Scope($"ce-{name}", System.Text.Encoding.UTF8.GetString(JsonText.ReadValue(ref reader, source))));
                break;
            default:
                throw Invalid.Because($"The attribute '{name}' must be a string, a number or a boolean.");
        }
    }
}
