using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Carillon.Server.Configuration.Reading;

/// <summary>Puts the settings together from all their sources, and says everything that is wrong with them at once.</summary>
public static class SettingsReading
{
    /// <summary>Reads the file, if it is there, and the rest.</summary>
    /// <exception cref="ServerStartException">The file cannot be read, or something does not make sense.</exception>
    public static LoadedSettings Load(SettingsSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        try
        {
            return Load(sources, sources.MustExist || Path.Exists(sources.Path) ? File.ReadAllBytes(sources.Path) : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"{sources.Path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The same, with the file's text at hand; null for no file.</summary>
    /// <exception cref="ServerStartException">Something does not make sense.</exception>
    public static LoadedSettings Load(SettingsSources sources, byte[]? text)
    {
        ArgumentNullException.ThrowIfNull(sources);
        LoadedSettings loaded;
        IReadOnlyList<Mistake> mistakes;
        try
        {
            (loaded, mistakes) = Read(sources, text);
        }
        catch (JsonException exception)
        {
            throw new ServerStartException(NoJson(sources.Path, exception), exception);
        }

        if (mistakes.Count == 0) return loaded;
        var what = mistakes.Any(mistake => mistake.Origin.Kind == OriginKind.File) ? sources.Path : "The configuration";
        throw new ServerStartException($"{what} cannot be used:\n  {string.Join("\n  ", mistakes)}");
    }

    /// <summary>What can be made of the sources, and all that is wrong with them.</summary>
    /// <exception cref="JsonException">The file is no JSON at all.</exception>
    internal static (LoadedSettings Loaded, IReadOnlyList<Mistake> Mistakes) Read(SettingsSources sources, byte[]? text)
    {
        var mistakes = new List<Mistake>();
        var said = new JsonObject();
        var origins = new Dictionary<string, Origin>(StringComparer.Ordinal);
        if (text is not null)
        {
            using var file = SettingsReader.Read(WithoutMark(text));
            if (!file.Fitting.IsEmpty) said = JsonNode.Parse(file.Fitting)!.AsObject();
            mistakes.AddRange(file.Mistakes);
            foreach (var (place, line) in file.Lines) origins[place] = new Origin(OriginKind.File, Line: line);
        }

        var merged = said.DeepClone().AsObject();
        foreach (var given in Given(sources)) Put(merged, given, origins, mistakes);
        foreach (var name in EnvironmentNames.Unknown(sources.Environment.Keys))
            mistakes.Add(new Mistake(new Origin(OriginKind.Environment, name), "", "there is no such setting"));

        var settings = merged.Deserialize(FileSettingsJson.Default.FileSettings)!;
        var loaded = new LoadedSettings(settings, origins, said);
        mistakes.AddRange(Senseless(loaded, mistakes));
        return (loaded, [.. mistakes.OrderBy(mistake => mistake.Origin.Kind).ThenBy(mistake => mistake.Origin.Line)]);
    }

    private static string NoJson(string path, JsonException exception) =>
        // The parser's own text repeats what it stumbled on, which may be a secret without its quotes.
        $"{path}, line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: this is not JSON. Look for a missing quote, comma or bracket.";

    private static IEnumerable<(Origin Origin, Setting Setting, string Text)> Given(SettingsSources sources)
    {
        foreach (var (name, setting) in EnvironmentNames.All)
        {
            if (sources.Environment.TryGetValue(name, out var text) && text.Length > 0) yield return (new Origin(OriginKind.Environment, name), setting, text);
        }

        foreach (var flag in sources.Flags) yield return (new Origin(OriginKind.Flag, flag.Flag), Setting.At(flag.Key), flag.Value);
    }

    private static void Put(
        JsonObject merged, (Origin Origin, Setting Setting, string Text) given, Dictionary<string, Origin> origins, List<Mistake> mistakes)
    {
        var (origin, setting, text) = given;
        try
        {
            using var read = SettingsReader.Read(GivenText.ToJson(text, setting), setting, origin);
            mistakes.AddRange(read.Mistakes);
            if (read.Fitting.IsEmpty) return;
            var names = setting.Key.Split('.');
            var around = merged;
            foreach (var name in names[..^1]) around = around[name] as JsonObject ?? (JsonObject)(around[name] = new JsonObject());
            around[names[^1]] = JsonNode.Parse(read.Fitting);
            foreach (var key in origins.Keys.Where(key => key.StartsWith(setting.Key + ".", StringComparison.Ordinal)).ToList()) origins.Remove(key);
            origins[setting.Key] = origin;
        }
        catch (JsonException)
        {
            mistakes.Add(new Mistake(origin, setting.Key, $"this is to be {SettingsReader.Kind(setting.Type)}"));
        }
    }

    /// <summary>What fits and makes no sense, but for what is wrong already.</summary>
    private static IEnumerable<Mistake> Senseless(LoadedSettings loaded, IReadOnlyCollection<Mistake> known)
    {
        var places = known.Select(mistake => mistake.Place).ToHashSet();
        foreach (var (place, text) in loaded.Settings.Mistakes())
        {
            var isKnown = places.Any(wrong => place == wrong || place.StartsWith(wrong + ".", StringComparison.Ordinal));
            if (!isKnown) yield return new Mistake(loaded.NearestTo(place), place, text);
        }
    }

    /// <summary>A text without the mark that some editors put before it.</summary>
    internal static byte[] WithoutMark(byte[] text) =>
        text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
}
