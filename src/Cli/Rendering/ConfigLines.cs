using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carillon.Cli.Terminals;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Cli.Rendering;

/// <summary>The configuration, setting by setting, with who says what it is.</summary>
internal static class ConfigLines
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Broad = new(Plain) { WriteIndented = true, NewLine = "\n" };

    /// <summary>The file, and whether there is one.</summary>
    public static string Where(SettingsSources sources) => File.Exists(sources.Path) ? sources.Path : $"{sources.Path} is not there";

    public static void Write(Screen screen, SettingsSources sources, LoadedSettings loaded)
    {
        var table = new Table("SETTING", "VALUE", "FROM");
        foreach (var (key, setting) in SettingsWalk.Leaves(SettingsWalk.Redact(loaded.Effective)))
        {
            var origin = loaded.OriginOf(key);
            var style = origin.Kind == OriginKind.Default ? Palette.Dim : Palette.Plain;
            table.Add(new Part(key), new Part(setting.Value?.ToJsonString(Plain) ?? "-", style), new Part(origin.ToString(), Palette.Dim));
        }

        table.Write(screen);
        screen.WriteLine($"  {Where(sources)}", Palette.Dim);
    }

    /// <summary>An object: <c>config</c>, <c>origins</c> by dotted key, <c>file</c>.</summary>
    public static string Json(SettingsSources sources, LoadedSettings loaded)
    {
        var config = SettingsWalk.Redact(loaded.Effective);
        var origins = SettingsWalk.Leaves(config).Keys.Select(key => KeyValuePair.Create(key, (JsonNode?)JsonValue.Create(loaded.OriginOf(key).ToString())));
        return new JsonObject
        {
            ["file"] = File.Exists(sources.Path) ? sources.Path : null,
            ["config"] = config,
            ["origins"] = new JsonObject(origins),
        }.ToJsonString(Broad);
    }
}
