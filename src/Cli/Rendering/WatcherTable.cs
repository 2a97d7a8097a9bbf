using System.Globalization;
using Carillon.Cli.Terminals;
using Carillon.Client;
using Spectre.Console;

namespace Carillon.Cli.Rendering;

/// <summary>Watchers, a line each, and what they make of what they see.</summary>
internal static class WatcherTable
{
    public static void Write(Screen screen, DaemonStatus status, TimeProvider clock)
    {
        if (!status.Enabled)
        {
            screen.WriteLine("Nothing is watched. To change that, put \"perception\": {\"enabled\": true} into carillon.json.", Palette.Dim);
            return;
        }

        var now = clock.GetUtcNow();
        var table = new Table("WATCHER", "STATE", "SINCE", "SEEN", "DETAILS");
        foreach (var watcher in status.Watchers)
        {
            table.Add(
                new(watcher.Id, Palette.Name),
                new(watcher.State, StyleOf(watcher.State)),
                new(Amounts.Ago(now - DateTimeOffset.FromUnixTimeMilliseconds(watcher.Since)), Palette.Dim),
                watcher.Seen.ToString(CultureInfo.InvariantCulture),
                string.Join(' ', watcher.Details.Select(detail => $"{detail.Key}={detail.Value}")));
        }

        table.Write(screen);
        foreach (var watcher in status.Watchers.Where(watcher => watcher.Problem is not null))
            screen.WriteLine($"! {watcher.Id}: {SafeText.OneLine(watcher.Problem!)}", Palette.Warning);
        if (status.Perceived is { } perceived) screen.WriteLine(SafeText.OneLine(Describe(perceived)));
    }

    private static string Describe(DaemonPerceived perceived)
    {
        var pressure = perceived.Pressure.Where(resource => resource.Value != "normal").Select(resource => $"{resource.Key} {resource.Value}").ToList();
        var said = new List<string> { $"Activity: {perceived.Activity}" };
        said.AddRange(perceived.ProjectRoots.Select(root => $"in {root}"));
        if (perceived.InMeeting) said.Add("in a meeting");
        if (perceived.Idle) said.Add("nobody there");
        said.Add(pressure.Count == 0 ? "no pressure" : string.Join(", ", pressure));
        return string.Join(" · ", said);
    }

    private static Style StyleOf(string state) => state switch
    {
        "running" => Palette.Good,
        "paused" => Palette.Warning,
        "failed" => Palette.Bad,
        _ => Palette.Dim,
    };
}
