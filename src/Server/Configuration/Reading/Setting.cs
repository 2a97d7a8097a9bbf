using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Carillon.Server.Configuration.Reading;

/// <summary>One place in the configuration: a section, or a setting. The records are the one list; this is how they are walked.</summary>
public sealed record Setting
{
    /// <summary>What stands for any name of a map or any item of a list, as in <c>agents.*.command</c>.</summary>
    public const string Any = "*";

    private Setting(string key, JsonTypeInfo type, JsonNode? byDefault)
    {
        Key = key;
        Type = type;
        Default = byDefault;
    }

    /// <summary>Everything: the whole file.</summary>
    public static Setting Root { get; } = Make("", FileSettingsJson.Default.FileSettings, JsonSerializer.SerializeToNode(new FileSettings(), FileSettingsJson.Default.FileSettings), null);

    /// <summary>Names from the top, joined by dots.</summary>
    public string Key { get; }

    /// <summary>What its value is.</summary>
    public JsonTypeInfo Type { get; }

    /// <summary>Its value when nothing is said; null when there is none.</summary>
    public JsonNode? Default { get; }

    /// <summary>The record's member; null for the root and for items.</summary>
    public JsonPropertyInfo? Member { get; private init; }

    /// <summary>Whether a running server takes it up.</summary>
    public bool IsLive { get; private init; }

    /// <summary>Whether its value is never shown.</summary>
    public bool IsSecret { get; private init; }

    /// <summary>From where to where its number may go.</summary>
    public RangeAttribute? Range => AttributeOf<RangeAttribute>(Member);

    /// <summary>What stands in it by name, in the order of the record; empty for all but sections.</summary>
    public IReadOnlyList<Setting> Members { get; private init; } = [];

    /// <summary>What each value of a map or each item of a list is; null for all else.</summary>
    public Setting? Item { get; private init; }

    /// <summary>Whether it is an object with members of its own.</summary>
    public bool IsSection => Type.Kind == JsonTypeInfoKind.Object;

    /// <summary>Its last name.</summary>
    public string Name => Key[(Key.LastIndexOf('.') + 1)..];

    /// <summary>What stands in it under a name; null when nothing can.</summary>
    public Setting? Find(string name) => Type.Kind == JsonTypeInfoKind.Dictionary || name == Any ? Item : Members.FirstOrDefault(member => member.Name == name);

    /// <summary>The setting of a key.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Setting At(string key) => key.Split('.').Aggregate(Root, (around, name) =>
        around.Find(name) ?? throw new ArgumentException($"There is no setting {key}.", nameof(key)));

    /// <summary>It and everything below it.</summary>
    public IEnumerable<Setting> All() => [this, .. Members.SelectMany(member => member.All()), .. Item?.All() ?? []];

    private static Setting Make(string key, JsonTypeInfo type, JsonNode? byDefault, JsonPropertyInfo? member, Setting? around = null)
    {
        var made = new Setting(key, type, byDefault)
        {
            Member = member,
            IsLive = AttributeOf<NeedsRestartAttribute>(member) is null && (around?.IsLive == true || AttributeOf<LiveAttribute>(member) is not null),
            IsSecret = around?.IsSecret == true || AttributeOf<SecretAttribute>(member) is not null,
        };
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => made with { Members = [.. type.Properties.Select(property => MemberOf(made, property))] },
            JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable => made with { Item = ItemOf(made) },
            _ => made,
        };
    }

    private static Setting MemberOf(Setting section, JsonPropertyInfo property)
    {
        var type = section.Type.Options.GetTypeInfo(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);

        // A section that may be left out has no value by default, and its members have.
        var defaults = (section.Default ?? Fresh(section.Type))?.AsObject();
        return Make(section.Key.Length == 0 ? property.Name : $"{section.Key}.{property.Name}", type, defaults?[property.Name], property, section);
    }

    private static Setting ItemOf(Setting collection)
    {
        var type = collection.Type.Options.GetTypeInfo(collection.Type.ElementType!);
        return Make($"{collection.Key}.{Any}", type, type.Kind == JsonTypeInfoKind.Object ? Fresh(type) : null, null, collection);
    }

    private static JsonNode? Fresh(JsonTypeInfo type) => JsonSerializer.SerializeToNode(type.CreateObject!(), type);

    private static T? AttributeOf<T>(JsonPropertyInfo? member)
        where T : Attribute =>
        member?.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();
}
