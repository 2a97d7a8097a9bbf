using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carillon.Contracts.Configuration;
using Carillon.Core.Errors;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Server.Configuration.Live;

/// <summary>A configuration that a peer sent, or the file as it is: JSON that nobody has checked.</summary>
internal static class SettingsDraft
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The file as an object; an empty one where there is no file.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonObject Read(byte[]? text) => text is null
        ? []
        : JsonNode.Parse(SettingsReading.WithoutMark(text), documentOptions: Lenient) as JsonObject ?? throw new JsonException("The file is no object.");

    /// <summary>What a peer sent as an object. Errors: Invalid.</summary>
    public static JsonObject Read(JsonElement sent)
    {
        try
        {
            CheckTexts(sent);
            return JsonNode.Parse(sent.GetRawText(), documentOptions: Lenient) as JsonObject
                ?? throw new CarillonException(ErrorCode.Invalid, "A configuration is to be an object: { … }");
        }
        catch (JsonException fault)
        {
            throw new CarillonException(ErrorCode.Invalid, "A name stands twice in one object.", fault);
        }
        catch (InvalidOperationException fault)
        {
            throw new CarillonException(ErrorCode.Invalid, "There is half a character in a text.", fault);
        }
    }

    /// <summary>Whether two readings of the file found the same.</summary>
    public static bool IsSame(byte[]? one, byte[]? other) => one is null || other is null ? one == other : one.AsSpan().SequenceEqual(other);

    /// <summary>What editors need stays in the file, whoever replaces the rest.</summary>
    public static JsonObject KeepingSchema(JsonObject config, JsonObject file)
    {
        if (file[SettingsReader.SchemaName] is { } schema && !config.ContainsKey(SettingsReader.SchemaName)) config[SettingsReader.SchemaName] = schema.DeepClone();
        return config;
    }

    /// <summary>
    /// A patch without what is redacted in it, for that is to stay as it is; in a list, which is replaced as a whole, the file's own
    /// item of the same number has it. Errors: Invalid (there is nothing to keep).
    /// </summary>
    /// <param name="file">What the file says there.</param>
    /// <param name="config">What is configured there: a secret of the environment is kept by leaving it out.</param>
    public static JsonObject WithoutRedacted(JsonObject patch, JsonObject? file, JsonObject? config)
    {
        var kept = new JsonObject();
        foreach (var (name, change) in patch)
        {
            if (change is JsonObject inner) kept[name] = WithoutRedacted(inner, file?[name] as JsonObject, config?[name] as JsonObject);
            else if (!IsRedacted(change)) kept[name] = Restored(change, file?[name]);
            else if (config?[name] is null) throw NothingToKeep();
        }

        return kept;
    }

    /// <summary>A lone half of a surrogate pair is well-formed JSON, but no text.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    private static void CheckTexts(JsonElement sent)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(sent.GetRawText()));
        while (json.Read())
        {
            if (json.TokenType is JsonTokenType.PropertyName or JsonTokenType.String) json.GetString();
        }
    }

    private static JsonNode? Restored(JsonNode? sent, JsonNode? file) => sent switch
    {
        JsonArray items => new JsonArray([.. items.Select((item, i) => Restored(item, file is JsonArray there && i < there.Count ? there[i] : null))]),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Restored(member.Value, (file as JsonObject)?[member.Key])))),
        _ when IsRedacted(sent) => file?.DeepClone() ?? throw NothingToKeep(),
        _ => sent?.DeepClone(),
    };

    private static bool IsRedacted(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var said) && said == IConfiguration.Redacted;

    private static CarillonException NothingToKeep() => new(ErrorCode.Invalid, $"Where it says {IConfiguration.Redacted} there is no value to keep.");
}
