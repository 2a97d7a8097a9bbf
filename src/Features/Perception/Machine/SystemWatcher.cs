using Carillon.Events;
using Carillon.Features.Perception.Recording;

namespace Carillon.Features.Perception.Machine;

/// <summary>Looks at the machine from time to time and tells what changed; what it measures goes to the detectors each time.</summary>
internal sealed class SystemWatcher(SystemWatchOptions options, Desktop desktop, TimeProvider clock, SystemSources? sources = null) : IWatcher
{
    private readonly SystemSources _sources = sources ?? new SystemSources();
    private readonly Dictionary<string, Reading> _told = new(StringComparer.Ordinal);
    private volatile IReadOnlyDictionary<string, string> _details = new Dictionary<string, string>();

    public string Id => WatcherNames.System;

    public IReadOnlyDictionary<string, string> Details => _details;

    public async Task RunAsync(WatcherReport report, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Poll, clock);
        do
        {
            var desk = await desktop.AskAsync(cancellationToken);
            foreach (var (kind, reading) in Look(desk)) await TellAsync(report, kind, reading, cancellationToken);
            var details = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["inputSource"] = desk.IdleSource };
            foreach (var (kind, reading) in _told) details[kind] = reading.State;
            _details = details;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private IEnumerable<(string Kind, Reading Now)> Look(DesktopState desk)
    {
        yield return ("load", _sources.Load());
        yield return ("memory", _sources.Memory());
        yield return ("battery", _sources.Battery());
        yield return ("network", _sources.Network());
        yield return ("display", _sources.Display());
        yield return ("microphone", _sources.Microphone());
        yield return ("lock", desk.Locked is { } locked ? new Reading(locked ? "locked" : "unlocked") : Reading.Unavailable);
        yield return ("user_activity", desk.IdleFor is { } idle
            ? new Reading(idle >= options.InactiveAfter ? "inactive" : "active", Math.Floor(idle.TotalSeconds))
            : Reading.Unavailable);
    }

    private async ValueTask TellAsync(WatcherReport report, string kind, Reading now, CancellationToken cancellationToken)
    {
        // The first look at the processors has nothing to compare with yet.
        if (now is { State: "measured", Value: null }) return;
        Reading? told = _told.TryGetValue(kind, out var before) ? before : null;
        var seen = new DaemonSystemState(kind, now.State, now.Value, told?.State, told?.Value);
        if (told is { } last && !IsNews(kind, last, now))
        {
            await report.SampleAsync(seen, cancellationToken);
            return;
        }

        _told[kind] = now;
        await report.TellAsync(seen, cancellationToken);
    }

    private bool IsNews(string kind, Reading told, Reading now) => told.State != now.State || kind switch
    {
        "load" or "memory" => Math.Abs(now.Value.GetValueOrDefault() - told.Value.GetValueOrDefault()) >= options.StepPercent,
        "battery" => now.Value != told.Value,
        _ => false,
    };
}
