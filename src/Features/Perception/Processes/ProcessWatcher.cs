using System.Globalization;
using Carillon.Events;
using Carillon.Features.Perception.Recording;

namespace Carillon.Features.Perception.Processes;

/// <summary>
/// Looks at the processes from time to time: those of certain names begin and end, any may become busy or large. What runs already at
/// the first look is told as started.
/// </summary>
internal sealed class ProcessWatcher(ProcessWatchOptions options, IEnumerable<string> ruleNames, TimeProvider clock) : IWatcher
{
    private readonly ProcessTable _table = new();
    private readonly NameList _names = new([.. options.Names, .. ruleNames]);
    private readonly ThresholdEdge _cpu = new(options.CpuPercent, options.MarginPercent);
    private readonly ThresholdEdge _memory = new(options.MemoryBytes, options.MarginPercent);
    private Dictionary<int, ProcessSample> _known = [];
    private long _looked;
    private volatile IReadOnlyDictionary<string, string> _details = new Dictionary<string, string>();

    public string Id => WatcherNames.Processes;

    public IReadOnlyDictionary<string, string> Details => _details;

    public async Task RunAsync(WatcherReport report, CancellationToken cancellationToken)
    {
        if (!_table.IsThere) throw new WatcherException("Processes can be watched on Linux only: there is no /proc here.");
        using var timer = new PeriodicTimer(options.Poll, clock);
        do
        {
            foreach (var seen in Look()) await report.TellAsync(seen, cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private List<DaemonProcess> Look()
    {
        var elapsed = clock.GetElapsedTime(_looked).TotalSeconds;
        _looked = clock.GetTimestamp();
        var told = new List<DaemonProcess>();
        var now = _table.Read(_known).ToDictionary(sample => sample.Pid);
        foreach (var (pid, before) in _known)
        {
            if (now.TryGetValue(pid, out var still) && IsSame(before, still)) continue;
            _cpu.Forget(pid);
            _memory.Forget(pid);
            if (_names.Contains(before.Name)) told.Add(new DaemonProcess("stopped", pid, before.Name));
        }

        foreach (var (pid, sample) in now)
        {
            var isKnown = _known.TryGetValue(pid, out var before) && IsSame(before, sample);
            if (!isKnown && _names.Contains(sample.Name)) told.Add(new DaemonProcess("started", pid, sample.Name));
            if (isKnown && elapsed > 0) Cross(_cpu, "cpu_threshold", sample, PercentOf(before, sample, elapsed), told);
            Cross(_memory, "memory_threshold", sample, sample.MemoryBytes, told);
        }

        _known = now;
        _details = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["processes"] = now.Count.ToString(CultureInfo.InvariantCulture),
            ["followed"] = now.Values.Count(sample => _names.Contains(sample.Name)).ToString(CultureInfo.InvariantCulture),
        };
        return told;
    }

    /// <summary>A program that replaces itself by another, as shells do, is another from then on.</summary>
    private static bool IsSame(ProcessSample before, ProcessSample now) => before.StartTicks == now.StartTicks && before.Name == now.Name;

    private static double PercentOf(ProcessSample before, ProcessSample now, double seconds) =>
        Math.Round((now.CpuTicks - before.CpuTicks) * 100.0 / ProcessTable.TicksPerSecond / seconds, 1);

    private static void Cross(ThresholdEdge edge, string kind, ProcessSample sample, double value, List<DaemonProcess> told)
    {
        if (edge.Cross(sample.Pid, value) is { } above)
            told.Add(new DaemonProcess(kind, sample.Pid, sample.Name, value, edge.Threshold, above));
    }
}
