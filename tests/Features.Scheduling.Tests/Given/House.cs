using Carillon.Backends.Sqlite;
using Carillon.Contracts.Scheduling;
using Carillon.Contracts.Sessions;
using Carillon.Core.Diagnostics;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Events;
using Carillon.Fakes;
using Carillon.Features.Files;
using Carillon.Features.Sandbox;
using Carillon.Features.Sessions;
using Carillon.Features.Sessions.Tests.Given;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Scheduling.Tests.Given;

/// <summary>The jobs over the real log in a real file, real sessions with scripted agents, real commands, and time moved by hand.</summary>
internal sealed class House : IAsyncDisposable
{
    private readonly string _folder;
    private readonly CoreMetrics _metrics;
    private readonly SqliteStorage _storage;
    private readonly SandboxFeature _workspaces;
    private readonly SessionsFeature _sessions;
    private bool _ownsFolder = true;

    private House(string folder, ManualTimeProvider clock, SequentialIds ids, SchedulingOptions options)
    {
        _folder = folder;
        Clock = clock;
        Ids = ids;
        _metrics = new CoreMetrics(clock);
        _storage = new SqliteStorage(new SqliteOptions(Path.Combine(folder, "data")), clock, ids, NullLogger<SqliteStorage>.Instance);
        Log = new EventLog(_storage, new SubscriptionIndex(), new EventLogOptions(), clock, _metrics, NullLogger<EventLog>.Instance);

        // Real processes end in real time, and real files change in it.
        _workspaces = new SandboxFeature(new SandboxOptions(Path.Combine(folder, "work")), ids, TimeProvider.System, NullLoggerFactory.Instance);
        var files = new FilesPorts(Log, _storage, _workspaces.Sandboxes, TimeProvider.System);
        var sessions = new SessionsPorts(Log, _storage, Agents, _workspaces.Sandboxes, ids, clock)
        {
            Files = new FileTracking(files, new FilesOptions(), NullLogger<FileTracking>.Instance),
        };
        _sessions = new SessionsFeature(sessions, new SessionsOptions(), NullLoggerFactory.Instance);
        var ports = new SchedulingPorts(Log, _storage, ids, clock)
        {
            Sessions = _sessions.Sessions,
            Keys = _sessions.Keys,
            Turns = _sessions.Turns,
            Runs = _sessions.Runs,
            SessionAgents = _sessions.Agents,
            Sandboxes = _workspaces.Sandboxes,
        };
        Feature = new SchedulingFeature(ports, options, NullLoggerFactory.Instance);
        Log.Observe(_sessions.Observer);
        Log.Observe(Seen);
    }

    public static Caller Ada { get; } = new("ada", "acme", Role.Owner);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ManualTimeProvider Clock { get; }

    public SequentialIds Ids { get; }

    public EventLog Log { get; }

    public ScriptedAgents Agents { get; } = new();

    public SchedulingFeature Feature { get; }

    public Recorder Seen { get; } = new();

    public IDocuments Documents => _storage;

    public IJobs Jobs => Feature.Jobs;

    public ISessions Sessions => _sessions.Sessions;

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A place for the files that commands of a test leave.</summary>
    public string Folder => _folder;

    /// <summary>Options under which only what is due sets a timer, so that a test knows which one to wait for.</summary>
    public static SchedulingOptions Plain { get; } = new() { LongestSleep = TimeSpan.FromDays(20) };

    public static async Task<House> OpenAsync(SchedulingOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("carillon-cron-").FullName;
        return await OpenAsync(folder, new ManualTimeProvider(), new SequentialIds(), options ?? Plain, prepare: null);
    }

    /// <summary>What is left after a crash, opened again after a while: nothing was stopped in good order.</summary>
    /// <param name="prepare">Told before the jobs are read.</param>
    public async Task<House> CrashAsync(TimeSpan downtime, SchedulingOptions? options = null, Action<House>? prepare = null)
    {
        _ownsFolder = false;
        await Log.DisposeAsync();
        await Feature.StopAsync();
        await _sessions.StopAsync(CancellationToken.None);
        await CloseAsync();
        Clock.Advance(downtime);
        return await OpenAsync(_folder, Clock, Ids, options ?? Plain, prepare);
    }

    public async Task<Job> AddAsync(string name, JobDefinition definition, bool enabled = true) =>
        await Jobs.CreateAsync(Ada, new JobDraft(name, definition, enabled), Cancellation);

    public async Task<Job> GetAsync(Job job) => await Jobs.GetAsync(Ada, job.Id, Cancellation);

    /// <summary>The job's runs, oldest first.</summary>
    public async Task<IReadOnlyList<JobRun>> RunsAsync(Job job) => [.. (await Jobs.RunsAsync(Ada, job.Id, new JobRunQuery(), Cancellation)).Runs.Reverse()];

    public async Task<JobRun> TriggerAsync(Job job) => await Jobs.TriggerAsync(Ada, job.Id, Cancellation);

    /// <summary>A person runs a turn of their own in a session.</summary>
    public async Task GoOnAsync(string sessionId)
    {
        var turn = await _sessions.Turns.RunAsync(Ada, sessionId, "And now?", Cancellation);
        await Seen.SeenAsync<TurnCompleted>(wanted: completed => completed.TurnId == turn);
    }

    /// <summary>Waits until the history of a job has so many runs: it is trimmed after the end of a run was told.</summary>
    public async Task HistoryAsync(Job job, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while ((await RunsAsync(job)).Count != count) await Task.Delay(5, patience.Token);
    }

    /// <summary>Waits until the scheduler sleeps for exactly this time, and lets it pass.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await Clock.TimerSetAsync(time).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Clock.Advance(time);
    }

    /// <summary>The n-th end of a run, good or bad.</summary>
    public Task<Event> EndedAsync(int n = 1) => Seen.SeenAsync<Event>(n, value => value is CronCompleted or CronFailed);

    /// <summary>What is said about jobs' runs in the tenant's stream, in short.</summary>
    public IReadOnlyList<string> Said() =>
    [
        .. Seen.All<Event>().Select(value => value switch
        {
            CronTriggered triggered => $"{triggered.JobName} {triggered.TriggerSource}",
            CronRetrying retrying => $"{retrying.JobName} retrying after {retrying.Attempt}",
            CronCompleted completed => $"{completed.JobName} completed",
            CronFailed failed => $"{failed.JobName} failed",
            _ => "",
        }).Where(text => text.Length > 0),
    ];

    public static async Task<CarillonException> RefusedAsync(ErrorCode code, Func<Task> attempt)
    {
        var refused = await Assert.ThrowsAsync<CarillonException>(attempt);
        Assert.Equal(code, refused.Code);
        return refused;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ownsFolder) return;
        await Feature.StopAsync();
        await _sessions.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        await Log.DisposeAsync();
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<House> OpenAsync(
        string folder, ManualTimeProvider clock, SequentialIds ids, SchedulingOptions options, Action<House>? prepare)
    {
        var house = new House(folder, clock, ids, options);
        await house.Log.StartAsync(Cancellation);
        prepare?.Invoke(house);
        await house._sessions.RecoverAsync(Cancellation);
        await house.Feature.RecoverAsync(Cancellation);
        house.Feature.Start();
        return house;
    }

    private async Task CloseAsync()
    {
        await _workspaces.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
    }
}

/// <summary>Definitions that tests begin with.</summary>
internal static class Jobs
{
    public static JobSchedule EveryMinute { get; } = new(EveryMs: 60_000);

    public static JobDefinition Command(string line, JobSchedule? schedule = null) => new(schedule, Command: line);

    public static JobDefinition Prompt(string prompt, JobSchedule? schedule = null) => new(schedule, AgentId: "demo", Prompt: prompt);
}
