using Carillon.Contracts.Identity;
using Carillon.Dialects.Aleph;
using Carillon.Dialects.Diminuendo;
using Carillon.Dialects.Diminuendo.Conversations;
using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Live;
using Carillon.Server.Configuration.Reading;
using Microsoft.Extensions.Logging;

namespace Carillon.Server.Composition;

/// <summary>
/// Every room, built and connected. Rooms are started from the log outwards and stopped the other way round.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    public House(ServerOptions options, IAuthenticator authenticator, TimeProvider clock, ILoggerFactory loggers)
    {
        Settings = new LiveSettings(options.File, loggers.CreateLogger<LiveSettings>());
        Ground = new Foundation(options, clock, loggers);
        Features = new FeatureRooms(options, Settings, Ground);
        var sources = options.Sources ?? SettingsSources.In(options.DataDirectory);
        Configuration = new ConfigurationFeature(sources, Settings, Ground.Log, clock, loggers.CreateLogger<ConfigurationFeature>());

        var audience = new Audience();
        Ground.Log.Observe(audience);
        Diminuendo = new DiminuendoDialect(ForDiminuendo(authenticator), audience, clock, loggers.CreateLogger<DiminuendoDialect>());
        Aleph = new AlephDialect(ForAleph(authenticator), loggers.CreateLogger<AlephDialect>());
    }

    public LiveSettings Settings { get; }

    public Foundation Ground { get; }

    public FeatureRooms Features { get; }

    public ConfigurationFeature Configuration { get; }

    public DiminuendoDialect Diminuendo { get; }

    public AlephDialect Aleph { get; }

    /// <summary>Opens the log, then ends what a crash left running.</summary>
    /// <exception cref="Carillon.Features.Sandbox.SandboxUnavailableException">The chosen sandbox cannot be had on this machine.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Ground.Log.StartAsync(cancellationToken);
        await Features.StartAsync(cancellationToken);
        Ground.Connections.Start();
    }

    /// <summary>Ends turns and their processes, then writes what they had to say, then closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        await Configuration.DisposeAsync();
        await Features.DisposeAsync();
        await Diminuendo.DisposeAsync();
        await Ground.DisposeAsync();
    }

    private DiminuendoServices ForDiminuendo(IAuthenticator authenticator)
    {
        var sessions = Features.Sessions;
        return new DiminuendoServices(
            sessions.Sessions, sessions.Turns, sessions.Approvals, Features.Files, Features.Members, Ground.Log, authenticator);
    }

    private AlephServices ForAleph(IAuthenticator authenticator) => new()
    {
        Sessions = Features.Sessions.Sessions,
        Keys = Features.Sessions.Keys,
        Turns = Features.Sessions.Turns,
        Runs = Features.Sessions.Runs,
        Approvals = Features.Sessions.Approvals,
        Compaction = Features.Sessions.Compaction,
        Exec = Features.Exec,
        Configuration = Configuration,
        Jobs = Features.Scheduling.Jobs,
        Perception = Features.Perception,
        Agents = Features.Agents,
        Members = Features.Members,
        Authenticator = authenticator,
        Log = Ground.Log,
        Clock = Ground.Clock,
    };
}
