using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carillon.Server.Configuration.Reading;

/// <summary>The settings that hold, put together from their sources.</summary>
/// <param name="Settings">As the server uses them.</param>
/// <param name="Origins">Who says what, by dotted key; what is not in it nobody said.</param>
/// <param name="File">What the file alone says; empty where there is none.</param>
public sealed record LoadedSettings(FileSettings Settings, IReadOnlyDictionary<string, Origin> Origins, JsonObject File)
{
    /// <summary>Every setting, defaults filled in.</summary>
    public JsonObject Effective { get; } = ToJson(Settings);

    /// <summary>Who says what a setting is; a variable or a flag speaks for all that is in its map.</summary>
    public Origin OriginOf(string key) =>
        Origins.TryGetValue(key, out var own) ? own
        : Around(key).FirstOrDefault(origin => origin.Kind is OriginKind.Environment or OriginKind.Flag) ?? Origin.Default;

    /// <summary>Who is to be told that something is wrong with a setting, where it may be missing: the nearest that anyone spoke of.</summary>
    public Origin NearestTo(string key) => Around(key).FirstOrDefault() ?? new Origin(OriginKind.File, Line: 1);

    /// <summary>Every setting as JSON.</summary>
    public static JsonObject ToJson(FileSettings settings) =>
        JsonSerializer.SerializeToNode(settings, FileSettingsJson.Default.FileSettings)!.AsObject();

    private IEnumerable<Origin> Around(string key)
    {
        while (true)
        {
            if (Origins.TryGetValue(key, out var origin)) yield return origin;
            if (key.Length == 0) yield break;
            key = key[..Math.Max(0, key.LastIndexOf('.'))];
        }
    }
}
