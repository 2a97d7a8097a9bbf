using Carillon.Contracts.Agents;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Files;
using Carillon.Contracts.Members;
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
using Microsoft.Extensions.Logging;

namespace Carillon.Server.Composition;

/// <summary>Every feature, built on the foundation and connected to those it needs; each takes up its own settings when they change.</summary>
internal sealed class FeatureRooms : IAsyncDisposable
{
    private readonly Foundation _ground;
    private readonly LiveSettings _settings;
    private readonly SandboxFeature _sandbox;
    private readonly HooksFeature _hooks;

    public FeatureRooms(ServerOptions options, LiveSettings settings, Foundation ground)
    {
        _ground = ground;
        _settings = settings;
        var loggers = ground.Loggers;
        _sandbox = new SandboxFeature(options.File.Sandbox.Options(options.DataDirectory), ground.Ids, ground.Clock, loggers);
        _hooks = new HooksFeature(
            new HooksOptions(Path.GetFullPath(options.DataDirectory)), ground.Ids, ground.Clock, loggers.CreateLogger<HooksFeature>());
        var agents = new AcpAgents(AgentOptions(options), ground.Clock, loggers.CreateLogger<AcpAgents>());
        Agents = agents;

        var files = new FilesPorts(ground.Log, ground.Storage, _sandbox.Sandboxes, ground.Clock);
        var commands = new CommandPolicy(options.DataDirectory);
        Sessions = new SessionsFeature(ForSessions(files, commands), SessionOptions(), loggers);
        _hooks.Connect(new HookSessions(Sessions.Sessions, Sessions.Turns, Sessions.Runs));
        ground.Log.Observe(Sessions.Observer);

        Exec = new ExecApprovals(commands, Sessions.Sessions, Sessions.Desk, Sessions.Approvals, ground.Ids);
        Files = new SessionFiles(Sessions.Sessions, files, new FilesOptions());
        Members = new TenantMembers(ground.Log, ground.Storage, ground.Clock);
        Scheduling = new SchedulingFeature(ForJobs(), options.File.Cron.Options, loggers);
        Perception = new PerceptionFeature(
            new PerceptionPorts(ground.Log, ground.Storage, ground.Ids, ground.Clock), options.File.Perception.Options(), loggers);

        settings.OnChange(nameof(FileSettings.Agents), file => agents.Use(AgentsOf(file)));
        settings.OnChange(nameof(FileSettings.Hooks), file => _hooks.Apply(file.HookDefinitions()));
        settings.OnChange(nameof(FileSettings.Cron), (file, token) => new ValueTask(Scheduling.SyncAsync(file.Cron.ConfiguredJobs, token)));
        settings.OnChange(nameof(FileSettings.Perception), (file, token) => new ValueTask(Perception.ApplyAsync(file.Perception.Options(), token)));
    }

    public IAgents Agents { get; }

    public SessionsFeature Sessions { get; }

    public IExecApprovals Exec { get; }

    public IFiles Files { get; }

    public IMembers Members { get; }

    public SchedulingFeature Scheduling { get; }

    public PerceptionFeature Perception { get; }

    /// <summary>Ends what a crash left running, then begins.</summary>
    /// <exception cref="SandboxUnavailableException">The chosen sandbox cannot be had on this machine.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _sandbox.StartAsync(cancellationToken);
        await _hooks.RecoverAsync(cancellationToken);
        await Sessions.RecoverAsync(cancellationToken);
        _hooks.Apply(_settings.Current.HookDefinitions());
        await Scheduling.RecoverAsync(cancellationToken);
        await Scheduling.SyncAsync(_settings.Current.Cron.ConfiguredJobs, cancellationToken);
        await Perception.StartAsync(cancellationToken);
    }

    /// <summary>Ends turns and their processes, last of all the hooks that hear of those ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await Perception.StopAsync(CancellationToken.None);
        await Scheduling.StopAsync();
        await Sessions.StopAsync(CancellationToken.None);
        await _sandbox.DisposeAsync();
        await _hooks.DisposeAsync();
    }

    private SessionsPorts ForSessions(FilesPorts files, CommandPolicy commands) =>
        new(_ground.Log, _ground.Storage, Agents, _sandbox.Sandboxes, _ground.Ids, _ground.Clock)
        {
            Files = new FileTracking(files, new FilesOptions(), _ground.Loggers.CreateLogger<FileTracking>()),
            Commands = commands,
            Hooks = _hooks,
        };

    private SchedulingPorts ForJobs() => new(_ground.Log, _ground.Storage, _ground.Ids, _ground.Clock)
    {
        Sessions = Sessions.Sessions,
        Keys = Sessions.Keys,
        Turns = Sessions.Turns,
        Runs = Sessions.Runs,
        SessionAgents = Sessions.Agents,
        Sandboxes = _sandbox.Sandboxes,
    };

    private SessionsOptions SessionOptions() => new()
    {
        AnswerTimeout = _settings.Reading(nameof(FileSettings.Approvals), file => TimeSpan.FromSeconds(file.Approvals.ExpireAfterSeconds)),
        MainAgent = _settings.Reading(
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
