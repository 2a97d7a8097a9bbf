using Carillon.Backends.Sqlite;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Files;
using Carillon.Contracts.Identity;
using Carillon.Contracts.Members;
using Carillon.Core.Connections;
using Carillon.Core.Diagnostics;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Dialects.Aleph;
using Carillon.Dialects.Diminuendo;
using Carillon.Dialects.Diminuendo.Conversations;
using Carillon.Features.Agents;
using Carillon.Features.Exec;
using Carillon.Features.Files;
using Carillon.Features.Hooks;
using Carillon.Features.Hooks.Running;
using Carillon.Features.Members;
using Carillon.Features.Perception;
using Carillon.Features.Sandbox;
using Carillon.Features.Scheduling;
using Carillon.Features.Sessions;
using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Live;
using Carillon.Server.Configuration.Reading;
using Microsoft.Extensions.Logging;

namespace Carillon.Server.Composition;

/// <summary>
/// Every room, built and connected: the one place that knows them all. Rooms are started from the log outwards and stopped
/// the other way round.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    // The end of a turn holds its whole answer, of up to 10 MB, escaped as JSON. What clients publish is bounded where it comes in.
    private const int LargestEvent = 32 * 1024 * 1024;

    private readonly SqliteStorage _storage;
    private readonly SandboxFeature _sandbox;
    private readonly CoreMetrics _metrics;

    public House(ServerOptions options, IAuthenticator authenticator, TimeProvider clock, ILoggerFactory loggers)
    {
        Settings = new LiveSettings(options.File, loggers.CreateLogger<LiveSettings>());
        var ids = new SystemIds(clock);
        var index = new SubscriptionIndex();
        _metrics = new CoreMetrics(clock);
        _storage = new SqliteStorage(StorageOptions(options), clock, ids, loggers.CreateLogger<SqliteStorage>());
        var bounds = new EventLogOptions { MaxEventBytes = LargestEvent };
        Log = new EventLog(_storage, index, bounds, clock, _metrics, loggers.CreateLogger<EventLog>());
        var sources = options.Sources ?? SettingsSources.In(options.DataDirectory);
        Configuration = new ConfigurationFeature(sources, Settings, Log, clock, loggers.CreateLogger<ConfigurationFeature>());
        Connections = new ConnectionFactory(Log, index, ids, clock, _metrics);
        Runner = new ConnectionRunner(Connections, loggers.CreateLogger<ConnectionRunner>());

        _sandbox = new SandboxFeature(options.File.Sandbox.Options(options.DataDirectory), ids, clock, loggers);
        var agents = new AcpAgents(AgentOptions(options), clock, loggers.CreateLogger<AcpAgents>());
        Agents = agents;
        Settings.OnChange(nameof(FileSettings.Agents), file => agents.Use(AgentsOf(file)));
        var files = new FilesPorts(Log, _storage, _sandbox.Sandboxes, clock);
        var commands = new CommandPolicy(options.DataDirectory);
        Hooks = new HooksFeature(new HooksOptions(Path.GetFullPath(options.DataDirectory)), ids, clock, loggers.CreateLogger<HooksFeature>());
        Settings.OnChange(nameof(FileSettings.Hooks), file => Hooks.Apply(file.HookDefinitions()));
        var ports = new SessionsPorts(Log, _storage, Agents, _sandbox.Sandboxes, ids, clock)
        {
            Files = new FileTracking(files, new FilesOptions(), loggers.CreateLogger<FileTracking>()),
            Commands = commands,
            Hooks = Hooks,
        };
        Sessions = new SessionsFeature(ports, SessionOptions(), loggers);
        Log.Observe(Sessions.Observer);
        Hooks.Connect(new HookSessions(Sessions.Sessions, Sessions.Turns, Sessions.Runs));
        Exec = new ExecApprovals(commands, Sessions.Sessions, Sessions.Desk, Sessions.Approvals, ids);
        Scheduling = new SchedulingFeature(JobPorts(ids, clock), options.File.Cron.Options, loggers);
        Settings.OnChange(nameof(FileSettings.Cron), (file, token) => new ValueTask(Scheduling.SyncAsync(file.Cron.ConfiguredJobs, token)));

        Files = new SessionFiles(Sessions.Sessions, files, new FilesOptions());
        Members = new TenantMembers(Log, _storage, clock);
        Perception = new PerceptionFeature(new PerceptionPorts(Log, _storage, ids, clock), options.File.Perception.Options(), loggers);
        Settings.OnChange(nameof(FileSettings.Perception), (file, token) => new ValueTask(Perception.ApplyAsync(file.Perception.Options(), token)));
        var services = new DiminuendoServices(Sessions.Sessions, Sessions.Turns, Sessions.Approvals, Files, Members, Log, authenticator);
        var audience = new Audience();
        Log.Observe(audience);
        Diminuendo = new DiminuendoDialect(services, audience, clock, loggers.CreateLogger<DiminuendoDialect>());
        Aleph = new AlephDialect(ForAleph(authenticator, clock), loggers.CreateLogger<AlephDialect>());
    }

    public LiveSettings Settings { get; }

    public ConfigurationFeature Configuration { get; }

    public EventLog Log { get; }

    public ConnectionFactory Connections { get; }

    public ConnectionRunner Runner { get; }

    public IAgents Agents { get; }

    public SessionsFeature Sessions { get; }

    public IExecApprovals Exec { get; }

    /// <summary>Its hooks can be replaced while it runs.</summary>
    public HooksFeature Hooks { get; }

    public IFiles Files { get; }

    public SchedulingFeature Scheduling { get; }

    public IMembers Members { get; }

    public PerceptionFeature Perception { get; }

    public DiminuendoDialect Diminuendo { get; }

    public AlephDialect Aleph { get; }

    /// <summary>Opens the log, then ends what a crash left running.</summary>
    /// <exception cref="SandboxUnavailableException">The chosen sandbox cannot be had on this machine.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Log.StartAsync(cancellationToken);
        await _sandbox.StartAsync(cancellationToken);
        await Sessions.RecoverAsync(cancellationToken);
        Hooks.Apply(Settings.Current.HookDefinitions());
        await Scheduling.RecoverAsync(cancellationToken);
        await Scheduling.SyncAsync(Settings.Current.Cron.ConfiguredJobs, cancellationToken);
        Connections.Start();
        await Perception.StartAsync(cancellationToken);
    }

    /// <summary>Ends turns and their processes, then writes what they had to say, then closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        await Configuration.DisposeAsync();
        await Perception.StopAsync(CancellationToken.None);
        await Scheduling.StopAsync();
        await Sessions.StopAsync(CancellationToken.None);
        await _sandbox.DisposeAsync();
        await Hooks.DisposeAsync();
        await Diminuendo.DisposeAsync();
        await Connections.DisposeAsync();
        await Log.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
    }

    private AlephServices ForAleph(IAuthenticator authenticator, TimeProvider clock) => new()
    {
        Sessions = Sessions.Sessions,
        Keys = Sessions.Keys,
        Turns = Sessions.Turns,
        Runs = Sessions.Runs,
        Approvals = Sessions.Approvals,
        Compaction = Sessions.Compaction,
        Exec = Exec,
        Configuration = Configuration,
        Jobs = Scheduling.Jobs,
        Agents = Agents,
        Members = Members,
        Authenticator = authenticator,
        Log = Log,
        Clock = clock,
    };

    private SchedulingPorts JobPorts(SystemIds ids, TimeProvider clock) => new(Log, _storage, ids, clock)
    {
        Sessions = Sessions.Sessions,
        Keys = Sessions.Keys,
        Turns = Sessions.Turns,
        Runs = Sessions.Runs,
        SessionAgents = Sessions.Agents,
        Sandboxes = _sandbox.Sandboxes,
    };

    private static SqliteOptions StorageOptions(ServerOptions options) => new(options.DataDirectory)
    {
        Durability = options.File.Storage.Durability == StorageDurability.Relaxed ? Durability.Relaxed : Durability.Full,
    };

    private SessionsOptions SessionOptions() => new()
    {
        AnswerTimeout = Settings.Reading(nameof(FileSettings.Approvals), file => TimeSpan.FromSeconds(file.Approvals.ExpireAfterSeconds)),
        MainAgent = Settings.Reading(
            nameof(FileSettings.Sessions), file => file.Sessions.MainAgent ?? (file.Agents.Count == 1 ? file.Agents.Keys.Single() : "demo")),
    };

    private static AgentsOptions AgentOptions(ServerOptions options) => new()
    {
        SelfCommand = new SelfCommand(options.SelfCommand[0], [.. options.SelfCommand.Skip(1)]),
        Agents = AgentsOf(options.File),
    };

    private static IReadOnlyList<AgentDefinition> AgentsOf(FileSettings file) =>
        [.. file.Agents.Select(agent => new AgentDefinition(agent.Key, agent.Value.Command, agent.Value.Args, agent.Value.Env))];
}
