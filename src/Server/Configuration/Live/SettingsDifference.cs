using System.Text.Json.Nodes;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Server.Configuration.Live;

/// <summary>What differs between two configurations.</summary>
/// <param name="Keys">The settings that do, in order.</param>
/// <param name="Sections">The top-level names they are under.</param>
/// <param name="Restarts">Those of the sections where one needs a restart.</param>
internal sealed record SettingsDifference(IReadOnlyList<string> Keys, IReadOnlySet<string> Sections, IReadOnlyList<string> Restarts)
{
    /// <param name="started">What the server was started with: to go back to that needs no restart.</param>
    public static SettingsDifference Between(JsonObject before, JsonObject after, JsonObject started)
    {
        var old = SettingsWalk.Leaves(before);
        var now = SettingsWalk.Leaves(after);
        var first = SettingsWalk.Leaves(started);
        var changed = old.Keys.Union(now.Keys).Where(key => !Same(old, now, key)).Order(StringComparer.Ordinal).ToList();
        var restarts = changed
            .Where(key => !(now.GetValueOrDefault(key) ?? old[key]).Setting.IsLive && !Same(first, now, key))
            .Select(SectionOf);
        return new SettingsDifference(changed, changed.Select(SectionOf).ToHashSet(), [.. restarts.Distinct()]);
    }

    private static bool Same(IReadOnlyDictionary<string, SettingValue> one, IReadOnlyDictionary<string, SettingValue> other, string key) =>
        one.TryGetValue(key, out var before) == other.TryGetValue(key, out var after) && JsonNode.DeepEquals(before?.Value, after?.Value);

    private static string SectionOf(string key) => key.Split('.')[0];
}
