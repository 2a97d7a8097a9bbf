using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Carillon.Cli.Rendering;

/// <summary>An event's data on one line: members as <c>name=value</c>, what lies deeper as JSON.</summary>
internal static class DataText
{
    private static readonly FrozenSet<string> Repeated = FrozenSet.Create("sessionId", "turnId", "toolCallId");

    /// <param name="isBrief">Leaves out ids that the lines around it say already.</param>
    public static string Of(JsonElement data, bool isBrief)
    {
        if (data.ValueKind != JsonValueKind.Object) return Value(data);
        var text = new StringBuilder();
        foreach (var member in data.EnumerateObject())
        {
            if (isBrief && Repeated.Contains(member.Name)) continue;
            if (text.Length > 0) text.Append(' ');
            text.Append(SafeText.OneLine(member.Name)).Append('=').Append(Value(member.Value));
        }

        return text.ToString();
    }

    private static string Value(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return SafeText.OneLine(value.GetRawText());
        var text = value.GetString()!;
        var isWord = text.Length > 0 && text.All(character => !char.IsWhiteSpace(character) && !char.IsControl(character) && character is not ('"' or '='));
        if (isWord) return SafeText.OneLine(Guid.TryParse(text, out _) ? StreamNames.ShortId(text) : text);

        // Quoted, with the escapes of JSON: what is blank or broken in it can be seen.
        return SafeText.OneLine(JsonSerializer.Serialize(text, LineJson.Readable.String));
    }
}
