using Carillon.Backends.Sqlite;
using Carillon.Contracts.Identity;
using Carillon.Core.Connections;
using Carillon.Core.Diagnostics;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Events;
using Carillon.Fakes;
using Carillon.Features.Exec;
using Carillon.Features.Files;
using Carillon.Features.Members;
using Carillon.Features.Sandbox;
using Carillon.Features.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Dialects.Aleph.Tests.Gateway;

/// <summary>The real log, the real sessions and real connections over pipes; only agents, tokens and time are made up.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("carillon-aleph-").FullName;
    private readonly SequentialIds _ids = new();
    private readonly SqliteStorage _storage;
    private readonly SandboxFeature _sandboxes;
    private readonly CoreMetrics _metrics;

    private TestServer()
    {
        _storage = new SqliteStorage(new SqliteOptions(_directory), Clock, _ids, NullLogger<SqliteStorage>.Instance);
        _metrics = new CoreMetrics(Clock);
        var index = new SubscriptionIndex();
        Log = new EventLog(_storage, index, new EventLogOptions(), Clock, _metrics, NullLogger<EventLog>.Instance);
        Connections = new ConnectionFactory(Log, index, _ids, Clock, _metrics);
        _sandboxes = new SandboxFeature(new SandboxOptions(Path.Combine(_directory, "work")), _ids, TimeProvider.System, NullLoggerFactory.Instance);
        var files = new FilesPorts(Log, _storage, _sandboxes.Sandboxes, TimeProvider.System);
        var ports = new SessionsPorts(Log, _storage, Agents, _sandboxes.Sandboxes, _ids, Clock)
        {
            Files = new FileTracking(files, new FilesOptions(), NullLogger<FileTracking>.Instance),
            Commands = new CommandPolicy(_directory),
        };
        Sessions = new SessionsFeature(ports, new SessionsOptions(), NullLoggerFactory.Instance);
        Log.Observe(Sessions.Observer);
        Members = new TenantMembers(Log, _storage, Clock);
        Services = new AlephServices
        {
            Sessions = Sessions.Sessions,
            Keys = Sessions.Keys,
            Turns = Sessions.Turns,
            Runs = Sessions.Runs,
            Approvals = Sessions.Approvals,
            Compaction = Sessions.Compaction,
            Agents = Agents,
            Jobs = new ScriptedJobs(),
            Members = Members,
            Authenticator = new Tokens(),
            Log = Log,
            Clock = Clock,
        };
        Dialect = new AlephDialect(Services, NullLogger<AlephDialect>.Instance);
    }

    public static Caller Ada { get; } = new("ada", "dev", Role.Owner);

    public ManualTimeProvider Clock { get; } = new();

    public ScriptedAgents Agents { get; } = new();

    public EventLog Log { get; }

    public ConnectionFactory Connections { get; }

    public SessionsFeature Sessions { get; }

    public TenantMembers Members { get; }

    public AlephServices Services { get; }

    public AlephDialect Dialect { get; }

    public static async Task<TestServer> StartAsync()
    {
        var server = new TestServer();
        await server.Log.StartAsync(CancellationToken.None);
        await server.Sessions.RecoverAsync(CancellationToken.None);
        return server;
    }

    /// <summary>A client.</summary>
    /// <param name="options">As in an address: <c>seq=1</c>; several are joined by <c>&amp;</c>.</param>
    public async Task<TestClient> ConnectAsync(string options = "", Caller? caller = null)
    {
        var given = options.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var client = new TestClient(this, caller ?? Ada, given);
        await client.Session.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>A client whom nobody knows yet.</summary>
    public async Task<TestClient> ConnectUnknownAsync()
    {
        var client = new TestClient(this, null, []);
        await client.Session.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Something happened in the dev tenant.</summary>
    public async Task SayAsync(params Event[] values) =>
        await Log.AppendAsync(
            new Append([.. values.Select(value => NewEvent.Of(StreamOf(value), value))]), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Sessions.StopAsync(CancellationToken.None);
        await _sandboxes.DisposeAsync();
        await Connections.DisposeAsync();
        await Log.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static StreamId StreamOf(Event value) =>
        Catalogue.Of(value).Stream switch
        {
            StreamKind.Session => StreamId.Session("dev", "s1"),
            StreamKind.Daemon => new StreamId("dev", "daemon"),
            _ => StreamId.OfTenant("dev"),
        };

    private sealed class Tokens : IAuthenticator
    {
        public bool RequiresCredentials => true;

        public ValueTask<Authentication> AuthenticateAsync(string token, string remoteAddress, CancellationToken cancellationToken) => token switch
        {
            "ada-token" => ValueTask.FromResult(Authentication.Lasting(Ada)),
            "ben-token" => ValueTask.FromResult(Authentication.Lasting(new Caller("ben", "dev", Role.Viewer))),
            _ => throw new CarillonException(ErrorCode.Unauthenticated, "the token is not valid"),
        };
    }
}
