using Carillon.Events;

namespace Carillon.Features.Perception.Deriving;

/// <summary>Which processes of some names run, as their watcher tells.</summary>
internal sealed class RunningNames(IEnumerable<string> names)
{
    private readonly NameList _names = new(names);
    private readonly SortedDictionary<int, string> _running = [];

    public bool Any => _running.Count > 0;

    /// <summary>The one that has run longest, as far as its number tells.</summary>
    public string? First => _running.Count == 0 ? null : _running.First().Value;

    /// <summary>False when it does not concern these names.</summary>
    public bool Observe(Event seen)
    {
        switch (seen)
        {
            case DaemonProcess { Kind: "started" } process when _names.Contains(process.Name):
                _running[process.Pid] = process.Name;
                return true;
            case DaemonProcess { Kind: "stopped" } process:
                return _running.Remove(process.Pid);
            case DaemonWatcherStopped { Watcher: WatcherNames.Processes }:
                // Nobody can say any more what runs.
                _running.Clear();
                return true;
            default:
                return false;
        }
    }
}
