using System.Diagnostics.CodeAnalysis;
using Carillon.Contracts.Perception;
using Carillon.Events;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Perception.Recording;

/// <summary>One watcher's life: started, stopped and started again by one caller at a time; it says so each time, and when it fails.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Whoever starts it stops it, and that disposes of what it holds.")]
internal sealed partial class WatcherRun(string id, Chronicle chronicle, PerceptionPorts ports, ILogger logger)
{
    private readonly Lock _gate = new();
    private IWatcher? _watcher;
    private WatcherReport? _report;
    private CancellationTokenSource? _stopping;
    private Task _running = Task.CompletedTask;
    private WatcherState _state;
    private string? _failure;
    private long _since = ports.Now;

    public string Id => id;

    public WatcherState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    public WatcherStatus Status
    {
        get
        {
            lock (_gate)
            {
                var details = _state == WatcherState.Running ? _watcher?.Details : null;
                return new WatcherStatus(
                    id, _state, _since, _report?.Seen ?? 0, details ?? new Dictionary<string, string>(), _failure ?? _report?.Problem);
            }
        }
    }

    /// <summary>Lets it watch; committed before it returns.</summary>
    public async Task StartAsync(IWatcher watcher, CancellationToken cancellationToken)
    {
        await chronicle.AnnounceAsync(new DaemonWatcherStarted(id), cancellationToken);
        var report = new WatcherReport(id, chronicle);
        _stopping = new CancellationTokenSource();
        lock (_gate)
        {
            _watcher = watcher;
            _report = report;
        }

        Turn(WatcherState.Running, failure: null);
        _running = WatchAsync(watcher, report, _stopping.Token);
    }

    /// <summary>Stops it; committed before it returns. One that does not run changes its state only.</summary>
    public async Task StopAsync(string reason, WatcherState next, CancellationToken cancellationToken)
    {
        var ran = State == WatcherState.Running;
        if (_stopping is { } stopping)
        {
            await stopping.CancelAsync();
            await _running;
            stopping.Dispose();
            _stopping = null;
            ran = State == WatcherState.Running;
        }

        Turn(next, failure: null);
        if (ran || reason == WatcherReasons.Paused) await chronicle.AnnounceAsync(new DaemonWatcherStopped(id, reason), cancellationToken);
    }

    /// <summary>It does not run, and that needs no announcement.</summary>
    public void Rest(WatcherState state) => Turn(state, failure: null);

    private async Task WatchAsync(IWatcher watcher, WatcherReport report, CancellationToken cancellationToken)
    {
        string failure;
        try
        {
            await Task.Yield();
            await watcher.RunAsync(report, cancellationToken);
            return;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (WatcherException told)
        {
            failure = told.Message;
        }
        catch (Exception fault)
        {
            LogFault(id, fault);
            failure = "The watcher failed; the server's own log says why.";
        }

        try
        {
            await report.ComplainAsync(WatcherReasons.Failed, failure, cancellationToken);
            Turn(WatcherState.Failed, failure);
            await chronicle.AddAsync(new DaemonWatcherStopped(id, WatcherReasons.Failed), isNews: true, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever stops it says so.
        }
    }

    private void Turn(WatcherState state, string? failure)
    {
        lock (_gate)
        {
            _state = state;
            _failure = failure;
            _since = ports.Now;
        }
    }

    [LoggerMessage(4701, LogLevel.Error, "The watcher {Watcher} failed")]
    private partial void LogFault(string watcher, Exception exception);
}

/// <summary>Why a watcher ends.</summary>
internal static class WatcherReasons
{
    public const string Paused = "paused";
    public const string Reconfigured = "reconfigured";
    public const string Shutdown = "shutdown";
    public const string Failed = "failed";
    public const string Interrupted = "interrupted";
}
