using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Carillon.Server.Configuration.Reading;

/// <summary>
/// Turns the text of a variable or a flag into JSON, as the setting asks for: texts and names as they are, numbers, true and false
/// too; a list of texts with commas between them; any other list and any map in JSON.
/// </summary>
internal static class GivenText
{
    public static byte[] ToJson(string text, Setting setting) => setting.Type.Kind switch
    {
        JsonTypeInfoKind.Enumerable when !text.TrimStart().StartsWith('[') && setting.Item!.Type.Type == typeof(string) =>
            JsonSerializer.SerializeToUtf8Bytes(
                text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), GivenJson.Default.StringArray),
        JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => Encoding.UTF8.GetBytes(text),
        _ when setting.Type.Type == typeof(string) || setting.Type.Type.IsEnum => JsonSerializer.SerializeToUtf8Bytes(text, GivenJson.Default.String),
        _ => Encoding.UTF8.GetBytes(text),
    };
}

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class GivenJson : JsonSerializerContext;
