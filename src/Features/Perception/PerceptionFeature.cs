using System.Diagnostics.CodeAnalysis;
using Carillon.Contracts.Perception;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Perception.Deriving;
using Carillon.Features.Perception.Files;
using Carillon.Features.Perception.Machine;
using Carillon.Features.Perception.Processes;
using Carillon.Features.Perception.Recording;
using Carillon.Features.Perception.Time;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Perception;

/// <summary>The watchers over this machine and what is derived from them, for the one tenant they belong to.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
public sealed class PerceptionFeature(PerceptionPorts ports, PerceptionOptions options, ILoggerFactory loggers) : IPerception
{
    private static readonly string[] Ids = [WatcherNames.Files, WatcherNames.Processes, WatcherNames.System, WatcherNames.Time];
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile PerceptionOptions _options = options;
    private volatile Watch? _watch;

    /// <summary>Begins to watch what is configured and was not paused. Needs an open log. Errors: those of the log.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => InTurnAsync(() => BeginAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// Goes on by other options: only the watchers that they concern are started anew. Committed before it returns. Errors: those
    /// of the log.
    /// </summary>
    public Task ApplyAsync(PerceptionOptions options, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var before = _options;
            _options = options;
            if (_watch is not { } watch || !options.Enabled || options.Tenant != before.Tenant)
            {
                await EndAsync(WatcherReasons.Reconfigured, cancellationToken);
                await BeginAsync(cancellationToken);
                if (_watch is { } begun) await begun.Chronicle.AnnounceAsync(new DaemonConfigReloaded(Ids), cancellationToken);
                return;
            }

            var concerned = Ids.Where(id => !IsSame(id, before, options)).ToList();
            foreach (var id in concerned) await watch.Runs[id].StopAsync(WatcherReasons.Reconfigured, WatcherState.Off, cancellationToken);
            if (!options.Rules.IsSameAs(before.Rules)) await watch.Chronicle.UseAsync(NewDetection(), cancellationToken);
            foreach (var id in Ids) await SettleAsync(watch, id, isNew: concerned.Contains(id), cancellationToken);
            await watch.Chronicle.AnnounceAsync(new DaemonConfigReloaded(concerned), cancellationToken);
        },
        cancellationToken);

    /// <summary>Ends every watcher and writes what they had to say.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        InTurnAsync(() => EndAsync(WatcherReasons.Shutdown, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PerceptionStatus> StatusAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!StreamAccess.MaySee(caller.Role, StreamKind.Daemon)) throw Denied();
        if (_watch is not { } watch || watch.Tenant != caller.TenantId) return ValueTask.FromResult(new PerceptionStatus(false, []));
        var last = watch.Chronicle.Remembered;
        var pressure = new SortedDictionary<string, string>(last.Pressure, StringComparer.Ordinal);
        foreach (var resource in new[] { "battery", "cpu", "memory" }) pressure.TryAdd(resource, "normal");
        var perceived = new PerceivedState(
            last.Activity, last.Idle, last.Meeting is not null, pressure, [.. last.Sessions.Select(session => session.ProjectRoot)]);
        return ValueTask.FromResult(new PerceptionStatus(true, [.. Ids.Select(id => watch.Runs[id].Status)], perceived));
    }

    /// <inheritdoc/>
    public ValueTask<WatcherStatus> PauseAsync(Caller caller, string watcher, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        watcher,
        async run =>
        {
            if (run.State != WatcherState.Paused) await run.StopAsync(WatcherReasons.Paused, WatcherState.Paused, CancellationToken.None);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WatcherStatus> ResumeAsync(Caller caller, string watcher, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        watcher,
        async run =>
        {
            if (run.State == WatcherState.Running) return;
            await run.StopAsync(WatcherReasons.Reconfigured, WatcherState.Off, CancellationToken.None);
            await run.StartAsync(NewWatcher(run.Id), CancellationToken.None);
        },
        cancellationToken);

    /// <summary>A change that has begun is not to be cancelled: what was done is said as well.</summary>
    private async ValueTask<WatcherStatus> ChangeAsync(
        Caller caller, string watcher, Func<WatcherRun, Task> change, CancellationToken cancellationToken)
    {
        if (caller.Role > Role.Admin) throw Denied();
        WatcherStatus? status = null;
        await InTurnAsync(
            async () =>
            {
                if (_watch is not { } watch || watch.Tenant != caller.TenantId || !watch.Runs.TryGetValue(watcher, out var run))
                    throw new CarillonException(ErrorCode.NotFound, "There is no such watcher.");
                if (run.State == WatcherState.Off)
                    throw new CarillonException(ErrorCode.Conflict, $"The watcher '{watcher}' is turned off in the configuration.");
                await change(run);
                status = run.Status;
            },
            cancellationToken);
        return status!;
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!_options.Enabled) return;
        var logger = loggers.CreateLogger<PerceptionFeature>();
        var chronicle = new Chronicle(ports, new StreamId(_options.Tenant, "daemon"), logger);
        await chronicle.LoadAsync(cancellationToken);
        var runs = Ids.ToDictionary(id => id, id => new WatcherRun(id, chronicle, ports, logger));
        var ending = new CancellationTokenSource();
        var watch = new Watch(_options.Tenant, chronicle, runs, ending, chronicle.RunAsync(ending.Token));
        _watch = watch;
        foreach (var id in chronicle.Remembered.Running)
            await chronicle.AnnounceAsync(new DaemonWatcherStopped(id, WatcherReasons.Interrupted), cancellationToken);
        await chronicle.UseAsync(NewDetection(), cancellationToken);
        foreach (var id in Ids) await SettleAsync(watch, id, isNew: true, cancellationToken);
    }

    /// <summary>Lets a watcher that is to run and was not paused run; others rest.</summary>
    private async Task SettleAsync(Watch watch, string id, bool isNew, CancellationToken cancellationToken)
    {
        var run = watch.Runs[id];
        if (!IsWanted(id)) run.Rest(WatcherState.Off);
        else if (watch.Chronicle.Remembered.Paused.Contains(id)) run.Rest(WatcherState.Paused);
        else if (isNew) await run.StartAsync(NewWatcher(id), cancellationToken);
    }

    private async Task EndAsync(string reason, CancellationToken cancellationToken)
    {
        if (_watch is not { } watch) return;
        using var limit = new CancellationTokenSource(LastWords, ports.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            foreach (var run in watch.Runs.Values)
            {
                if (run.State != WatcherState.Paused) await run.StopAsync(reason, WatcherState.Off, either.Token);
            }
        }
        catch (Exception given) when (given is OperationCanceledException or CarillonException)
        {
            // The log takes nothing: what was to be said last is lost, and told as an interruption after the next start.
            await watch.Ending.CancelAsync();
        }

        _watch = null;
        watch.Chronicle.End();
        await watch.Writing;
        watch.Ending.Dispose();
    }

    private bool IsWanted(string id) => id switch
    {
        WatcherNames.Files => _options.Files is { Enabled: true, Folders.Count: > 0 },
        WatcherNames.Processes => _options.Processes.Enabled,
        WatcherNames.System => _options.System.Enabled,
        _ => _options.Time is { Enabled: true, Triggers.Count: > 0 },
    };

    private static bool IsSame(string id, PerceptionOptions before, PerceptionOptions after) => id switch
    {
        WatcherNames.Files => before.Files.IsSameAs(after.Files),

        // Detectors of new rules know nothing yet: these tell them all of it once more.
        WatcherNames.Processes => before.Processes.IsSameAs(after.Processes) && before.Rules.IsSameAs(after.Rules),
        WatcherNames.System => before.System == after.System && before.Rules.IsSameAs(after.Rules),
        _ => before.Time.IsSameAs(after.Time),
    };

    private IWatcher NewWatcher(string id) => id switch
    {
        WatcherNames.Files => new FileWatcher(_options.Files, ports.Clock),
        WatcherNames.Processes => new ProcessWatcher(_options.Processes, _options.Rules.ProcessNames, ports.Clock),
        WatcherNames.System => new SystemWatcher(_options.System, Desktop.OfThisMachine(ports), ports.Clock),
        _ => new TimeWatcher(_options.Time.Triggers, ports.Clock),
    };

    private Detection NewDetection() => new(_options.Rules, new ProjectRoots(_options.Rules.Programming.RootMarkers).Find, ports.Ids);

    private static CarillonException Denied() => new(ErrorCode.PermissionDenied, "Your role does not allow this.");

    private sealed record Watch(
        string Tenant, Chronicle Chronicle, IReadOnlyDictionary<string, WatcherRun> Runs, CancellationTokenSource Ending, Task Writing);
}
