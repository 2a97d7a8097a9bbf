using System.Text;

namespace Carillon.Server.Configuration.Reading;

/// <summary>
/// Which environment variable stands for which setting: <c>approvals.expireAfterSeconds</c> is
/// <c>CARILLON_APPROVALS_EXPIRE_AFTER_SECONDS</c>. Settings inside maps and lists have none; the map or list has one.
/// </summary>
public static class EnvironmentNames
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "CARILLON_";

    /// <summary>Variable to setting.</summary>
    public static IReadOnlyDictionary<string, Setting> All { get; } = Named(Setting.Root)
        .ToDictionary(setting => Of(setting)!, StringComparer.Ordinal);

    /// <summary>A setting's variable; null when it has none.</summary>
    public static string? Of(Setting setting) =>
        setting.IsSection || setting.Key.Split('.').Contains(Setting.Any) ? null : Prefix + Upper(setting.Key);

    /// <summary>Variables that look like one of a section and are none: a typing mistake would be silent otherwise.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> names) =>
        from name in names
        where !All.ContainsKey(name)
        where Setting.Root.Members.Any(section => section.IsSection && name.StartsWith($"{Prefix}{Upper(section.Key)}_", StringComparison.Ordinal))
        orderby name
        select name;

    private static IEnumerable<Setting> Named(Setting section) =>
        section.Members.SelectMany(member => member.IsSection ? Named(member) : [member]);

    private static string Upper(string key)
    {
        var name = new StringBuilder();
        foreach (var character in key)
        {
            if (char.IsAsciiLetterUpper(character)) name.Append('_');
            name.Append(character == '.' ? '_' : char.ToUpperInvariant(character));
        }

        return name.ToString();
    }
}
