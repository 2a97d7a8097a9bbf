using Carillon.Backends.Sqlite;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Sessions;
using Carillon.Core.Diagnostics;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Events;
using Carillon.Fakes;
using Carillon.Features.Exec;
using Carillon.Features.Files;
using Carillon.Features.Hooks;
using Carillon.Features.Hooks.Running;
using Carillon.Features.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Sessions.Tests.Given;

/// <summary>The sessions over the real log in a real file and real workspaces, with scripted agents and time moved by hand.</summary>
internal sealed class House : IAsyncDisposable
{
    private readonly string _folder;
    private readonly CoreMetrics _metrics;
    private readonly SqliteStorage _storage;
    private readonly SandboxFeature _workspaces;
    private bool _ownsFolder = true;

    private House(string folder, ManualTimeProvider clock, SequentialIds ids, HouseOptions options)
    {
        _folder = folder;
        Clock = clock;
        Ids = ids;
        _metrics = new CoreMetrics(clock);
        var storage = new SqliteOptions(Path.Combine(folder, "data")) { MaxBytes = options.MaxBytes };
        _storage = new SqliteStorage(storage, clock, ids, NullLogger<SqliteStorage>.Instance);
        var log = new EventLogOptions { MaxEventBytes = options.MaxEventBytes };
        Log = new EventLog(_storage, new SubscriptionIndex(), log, clock, _metrics, NullLogger<EventLog>.Instance);
        var workspaces = new SandboxOptions(Path.Combine(folder, "work"));

        // Real processes end in real time, and real files change in it.
        _workspaces = new SandboxFeature(workspaces, ids, TimeProvider.System, NullLoggerFactory.Instance);
        Sandboxes = new WatchedSandboxes(_workspaces.Sandboxes);
        var files = new FilesPorts(Log, _storage, Sandboxes, TimeProvider.System);
        var commands = new CommandPolicy(folder);
        Hooks = new HooksFeature(new HooksOptions(folder) { StopGrace = TimeSpan.FromSeconds(60) }, ids, TimeProvider.System, NullLogger<HooksFeature>.Instance);
        Ports = new SessionsPorts(Log, _storage, options.Agents ?? Agents, Sandboxes, ids, clock)
        {
            Files = new FileTracking(files, new FilesOptions(), NullLogger<FileTracking>.Instance),
            Commands = commands,
            Hooks = Hooks,
        };
        Feature = new SessionsFeature(Ports, options.Sessions, NullLoggerFactory.Instance);
        Exec = new ExecApprovals(commands, Feature.Sessions, Feature.Desk, Feature.Approvals, ids);
        Hooks.Connect(new HookSessions(Feature.Sessions, Feature.Turns, Feature.Runs));
        Hooks.Apply(options.Hooks);
        Log.Observe(Feature.Observer);
        Log.Observe(Seen);
    }

    public static Caller Ada { get; } = new("ada", "acme", Role.Owner);

    public static Caller Ben { get; } = new("ben", "acme", Role.Member);

    public ManualTimeProvider Clock { get; }

    public SequentialIds Ids { get; }

    public EventLog Log { get; }

    public ScriptedAgents Agents { get; } = new();

    public WatchedSandboxes Sandboxes { get; }

    public SessionsPorts Ports { get; }

    public SessionsFeature Feature { get; }

    public ExecApprovals Exec { get; }

    public HooksFeature Hooks { get; }

    /// <summary>Where its policy, its hooks and its data are.</summary>
    public string Folder => _folder;

    public Recorder Seen { get; } = new();

    public IDocuments Documents => _storage;

    public ISessions Sessions => Feature.Sessions;

    public ITurns Turns => Feature.Turns;

    public IApprovals Approvals => Feature.Approvals;

    public static async Task<House> OpenAsync(HouseOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("carillon-sessions-").FullName;
        return await OpenAsync(folder, new ManualTimeProvider(), new SequentialIds(), options ?? new HouseOptions());
    }

    /// <summary>What is left after a crash, opened again: nothing was stopped in good order.</summary>
    public async Task<House> CrashAsync(HouseOptions? options = null)
    {
        _ownsFolder = false;
        await CloseLogAsync();
        return await OpenAsync(_folder, Clock, Ids, options ?? new HouseOptions());
    }

    public async Task<SessionMeta> CreateAsync(string? name = null) =>
        await Sessions.CreateAsync(Ada, "demo", name, TestContext.Current.CancellationToken);

    public async Task<string> RunAsync(string sessionId, string text = "Do it") =>
        await Turns.RunAsync(Ada, sessionId, text, TestContext.Current.CancellationToken);

    public async Task<SessionSnapshot> SnapshotAsync(string sessionId) =>
        await Sessions.SnapshotAsync(Ada, sessionId, TestContext.Current.CancellationToken);

    public async Task<SessionState> StatusAsync(string sessionId) =>
        (await Sessions.GetAsync(Ada, sessionId, TestContext.Current.CancellationToken)).Status;

    /// <summary>Runs a turn to its end.</summary>
    public async Task<string> RunToEndAsync(string sessionId, string text = "Do it")
    {
        var turnId = await RunAsync(sessionId, text);
        await EndOfTurnAsync(turnId);
        return turnId;
    }

    /// <summary>The turn's last event, once the session has moved on.</summary>
    public async Task<Event> EndOfTurnAsync(string turnId)
    {
        var end = await Seen.SeenAsync<Event>(wanted: value => value switch
        {
            TurnCompleted completed => completed.TurnId == turnId,
            TurnFailed failed => failed.TurnId == turnId,
            TurnCancelled cancelled => cancelled.TurnId == turnId,
            _ => false,
        });

        // The same append moves the session and announces that last.
        var sessionId = end switch
        {
            TurnCompleted completed => completed.SessionId,
            TurnFailed failed => failed.SessionId,
            _ => ((TurnCancelled)end).SessionId,
        };
        await Seen.SeenAsync<SessionUpdated>(wanted: updated => updated.Session.Id == sessionId, after: end);
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ownsFolder) return;
        await Feature.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        await CloseLogAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<House> OpenAsync(string folder, ManualTimeProvider clock, SequentialIds ids, HouseOptions options)
    {
        var house = new House(folder, clock, ids, options);
        await house.Log.StartAsync(TestContext.Current.CancellationToken);
        await house.Feature.RecoverAsync(TestContext.Current.CancellationToken);
        return house;
    }

    private async Task CloseLogAsync()
    {
        await Hooks.DisposeAsync();
        await _workspaces.DisposeAsync();
        await Log.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
    }
}

internal sealed record HouseOptions
{
    public SessionsOptions Sessions { get; init; } = new();

    public int MaxEventBytes { get; init; } = 32 * 1024 * 1024;

    public long? MaxBytes { get; init; }

    public IReadOnlyList<HookDefinition> Hooks { get; init; } = [];

    /// <summary>In place of the scripted ones.</summary>
    public IAgents? Agents { get; init; }
}
