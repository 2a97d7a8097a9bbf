using System.Globalization;

namespace Carillon.Features.Perception.Machine;

/// <summary>What one source says now; <see cref="Unavailable"/> where the machine cannot tell.</summary>
/// <param name="State">A word that belongs to the kind.</param>
internal readonly record struct Reading(string State, double? Value = null)
{
    public static Reading Unavailable { get; } = new("unavailable");
}

/// <summary>Reads the machine's state from the files in which Linux shows it.</summary>
/// <param name="root">What stands for <c>/</c>.</param>
internal sealed class SystemSources(string root = "/")
{
    private (long Busy, long Total)? _cpu;

    /// <summary>Percent of all processors' time used since the last look (proc(5), /proc/stat).</summary>
    public Reading Load()
    {
        var line = Text("proc/stat")?.Split('\n')[0];
        if (line is null || !line.StartsWith("cpu ", StringComparison.Ordinal)) return Reading.Unavailable;
        var times = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(time => long.Parse(time, CultureInfo.InvariantCulture)).ToArray();
        var total = times.Sum();

        // The fourth and fifth are idle, and idle until something is read.
        var busy = total - times[3] - times[4];
        var before = _cpu;
        _cpu = (busy, total);
        return before is var (busyThen, totalThen) && total > totalThen
            ? new Reading("measured", Math.Round((busy - busyThen) * 100.0 / (total - totalThen), 1))
            : new Reading("measured");
    }

    /// <summary>Percent of memory that programs could not have any more (proc(5), /proc/meminfo).</summary>
    public Reading Memory()
    {
        var lines = Text("proc/meminfo")?.Split('\n');
        if (Field(lines, "MemTotal:") is not { } total || Field(lines, "MemAvailable:") is not { } available || total == 0) return Reading.Unavailable;
        return new Reading("measured", Math.Round((total - available) * 100.0 / total, 1));
    }

    /// <summary>Percent left in all batteries, and whether they are charged (sysfs-class-power).</summary>
    public Reading Battery()
    {
        var levels = new List<double>();
        var states = new List<string>();
        foreach (var supply in Folders("sys/class/power_supply"))
        {
            // What has a scope of its own is the battery of a mouse or a keyboard.
            if (Text(supply, "type") != "Battery" || Text(supply, "scope") == "Device") continue;
            if (!double.TryParse(Text(supply, "capacity"), CultureInfo.InvariantCulture, out var level)) continue;
            levels.Add(level);
            states.Add(Text(supply, "status") ?? "");
        }

        if (levels.Count == 0) return Reading.Unavailable;
        var state = states.Contains("Discharging") ? "discharging" : states.Contains("Charging") ? "charging" : "full";
        return new Reading(state, Math.Round(levels.Average()));
    }

    /// <summary>Whether any network but the machine's own loopback is up (sysfs-class-net).</summary>
    public Reading Network()
    {
        var links = Folders("sys/class/net").Where(link => Path.GetFileName(link) != "lo").ToList();
        if (links.Count == 0) return Directory.Exists(Path.Combine(root, "sys/class/net")) ? new Reading("down") : Reading.Unavailable;
        return new Reading(links.Exists(IsUp) ? "up" : "down");
    }

    /// <summary>Whether any connected display is lit (DRM's connectors in sysfs).</summary>
    public Reading Display()
    {
        var connected = Folders("sys/class/drm").Where(connector => Text(connector, "status") == "connected").Select(connector => Text(connector, "dpms")).ToList();
        return connected.Count == 0 || connected.TrueForAll(power => power is null)
            ? Reading.Unavailable
            : new Reading(connected.Contains("On") ? "on" : "off");
    }

    /// <summary>Whether anything records sound (ALSA's capture streams in /proc).</summary>
    public Reading Microphone()
    {
        var states = new List<string>();
        foreach (var card in Folders("proc/asound").Where(card => Path.GetFileName(card).StartsWith("card", StringComparison.Ordinal)))
        {
            foreach (var device in Directory.EnumerateDirectories(card, "pcm*c"))
            {
                foreach (var stream in Directory.EnumerateDirectories(device, "sub*")) states.Add(Text(stream, "status") ?? "");
            }
        }

        if (states.Count == 0) return Reading.Unavailable;
        return new Reading(states.Exists(state => state.Contains("RUNNING", StringComparison.Ordinal)) ? "in_use" : "free");
    }

    /// <summary>Some kinds of links do not say that they are up, only that they have a carrier.</summary>
    private static bool IsUp(string link) => Text(link, "operstate") switch
    {
        "up" => true,
        "unknown" => Text(link, "carrier") == "1",
        _ => false,
    };

    private static double? Field(string[]? lines, string name) =>
        lines?.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        && double.TryParse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private IEnumerable<string> Folders(string path)
    {
        var folder = Path.Combine(root, path);
        return Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];
    }

    private string? Text(string path) => Text(root, path);

    private static string? Text(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name)).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
