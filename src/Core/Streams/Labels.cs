using System.Text.Json;

namespace Carillon.Core.Streams;

/// <summary>A tag that subscriptions can ask for, such as task = thrum-ukr.</summary>
public readonly record struct Scope(string Type, string Value);

/// <summary>What an event is about and whom it names, beside its topic.</summary>
/// <param name="Scopes">Tags.</param>
/// <param name="Mentions">Names or roles, without the at sign.</param>
public sealed record Labels(IReadOnlyList<Scope> Scopes, IReadOnlyList<string> Mentions)
{
    /// <summary>No tags, nobody named.</summary>
    public static Labels None { get; } = new([], []);

    /// <summary>True when there is nothing to match.</summary>
    public bool IsEmpty => Scopes.Count == 0 && Mentions.Count == 0;

    /// <summary>Writes them as they are stored and told: <c>{"scopes":[{"type":"task","value":"t-1"}],"mentions":["ada"]}</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("scopes"u8);
        foreach (var scope in Scopes)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, scope.Type);
            json.WriteString("value"u8, scope.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("mentions"u8);
        foreach (var mention in Mentions) json.WriteStringValue(mention);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
