using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sandbox.Processes;

/// <summary>
/// Holds what a session's processes use together against the limits, which the system bounds for one process or one user only: the
/// process that was started for the session and has most of it is ended, with everything it started.
/// </summary>
internal sealed partial class LimitWatch(RunningProcesses running, ResourceLimits limits, TimeProvider clock, ILogger<LimitWatch> logger) : IAsyncDisposable
{
    // A look takes a millisecond for every hundred processes of the machine; up to two thousand it is a fortieth of the time.
    private const int TimesALook = 40;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ProcessGroups _groups = new();
    private readonly ILogger _logger = logger;
    private Task _watching = Task.CompletedTask;

    /// <summary>Begins to watch, if there is something to watch for; called once.</summary>
    public void Begin()
    {
        if (OperatingSystem.IsLinux() && (limits.Processes ?? limits.MemoryBytes) is not null) _watching = WatchAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await running.WaitForSomeAsync(cancellationToken);
                var started = clock.GetTimestamp();
                var found = Look();
                var looked = clock.GetElapsedTime(started);
                await Task.WhenAll(found.Select(EndAsync));
                var wait = Math.Clamp(looked.Ticks * TimesALook, ShortestWait.Ticks, LongestWait.Ticks);
                await Task.Delay(TimeSpan.FromTicks(wait), clock, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogEnded();
        }
        catch (Exception error)
        {
            LogFault(error);
        }
    }

    private async Task EndAsync((PlacedProcess Process, string Reason) excess)
    {
        LogExceeded(excess.Process.Root, excess.Process.Child.Id, excess.Reason);
        await excess.Process.Child.EndAsync(excess.Reason, CancellationToken.None);
    }

    private List<(PlacedProcess Process, string Reason)> Look()
    {
        var found = new List<(PlacedProcess, string)>();
        foreach (var session in _groups.Read(running.All).GroupBy(use => use.Process.Root))
        {
            if (Excess([.. session]) is { } excess) found.Add(excess);
        }

        return found;
    }

    private (PlacedProcess Process, string Reason)? Excess(IReadOnlyList<ProcessUse> session)
    {
        if (limits.Processes is { } processes && session.Sum(use => use.Threads) > processes)
            return (session.MaxBy(use => use.Threads)!.Process, $"the session had more than {processes} processes and threads");
        if (limits.MemoryBytes is not { } memory || session.Sum(use => use.ResidentBytes) <= memory) return null;

        // Pages that several share were counted for each; only now is it worth asking more closely.
        if (session.Sum(use => use.OwnBytes()) <= memory) return null;
        var megabytes = (memory >> 20).ToString(CultureInfo.InvariantCulture);
        return (session.MaxBy(use => use.ResidentBytes)!.Process, $"the session held more than {megabytes} MB of memory");
    }

    [LoggerMessage(4130, LogLevel.Warning, "In {Root}, process {Pid} is ended with all it started: {Reason}")]
    private partial void LogExceeded(string root, int pid, string reason);

    [LoggerMessage(4131, LogLevel.Debug, "The limits are not watched any more")]
    private partial void LogEnded();

    [LoggerMessage(4132, LogLevel.Critical, "Watching the limits failed; sessions' memory and numbers of processes are unbounded now")]
    private partial void LogFault(Exception error);
}
