using Carillon.Backends.Sqlite;
using Carillon.Contracts.Identity;
using Carillon.Core.Connections;
using Carillon.Core.Diagnostics;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Dialects.Diminuendo.Conversations;
using Carillon.Events;
using Carillon.Features.Members;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Dialects.Diminuendo.Tests.Gateway;

/// <summary>The real log over a real file, real connections over pipes, and the dialect between them; only the features are scripted.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("carillon-diminuendo-").FullName;
    private readonly CountedIds _ids = new();
    private readonly SqliteStorage _storage;
    private readonly CoreMetrics _metrics;

    private TestServer(Func<TimeProvider, IAuthenticator>? authenticator)
    {
        _storage = new SqliteStorage(new SqliteOptions(_directory), Clock, _ids, NullLogger<SqliteStorage>.Instance);
        _metrics = new CoreMetrics(Clock);
        var index = new SubscriptionIndex();
        Log = new EventLog(_storage, index, new EventLogOptions(), Clock, _metrics, NullLogger<EventLog>.Instance);
        Log.Observe(Audience);
        Connections = new ConnectionFactory(Log, index, _ids, Clock, _metrics);
        Features = new ScriptedSessions(Log, _ids);
        Files = new ScriptedFiles(Features);
        Members = new TenantMembers(Log, _storage, Clock);
        Dialect = new DiminuendoDialect(
            new DiminuendoServices(Features, Features, Features, Files, Members, Log, authenticator?.Invoke(Clock) ?? Tokens), Audience, Clock, Faults);
    }

    public HandClock Clock { get; } = new();

    public ScriptedTokens Tokens { get; } = new();

    public FaultLog Faults { get; } = new();

    public EventLog Log { get; }

    public Audience Audience { get; } = new();

    public ConnectionFactory Connections { get; }

    public ScriptedSessions Features { get; }

    public ScriptedFiles Files { get; }

    public TenantMembers Members { get; }

    public DiminuendoDialect Dialect { get; }

    /// <param name="authenticator">Says who someone is, by the server's clock; otherwise <see cref="Tokens"/> do.</param>
    public static async Task<TestServer> StartAsync(Func<TimeProvider, IAuthenticator>? authenticator = null)
    {
        var server = new TestServer(authenticator);
        await server.Log.StartAsync(CancellationToken.None);
        return server;
    }

    /// <summary>Someone in the tenant has made a session.</summary>
    public async Task<SessionMeta> CreateAsync(string tenant = "dev") =>
        await Features.CreateAsync(Caller.Gateway(tenant), "demo", "A", CancellationToken.None);

    /// <summary>A client of the dev tenant, greeted.</summary>
    public async Task<TestClient> ConnectAsync(string? options = null)
    {
        var client = await OpenAsync(Caller.Dev, options);
        foreach (var greeting in new[] { "welcome", "connected", "authenticated" }) await client.HearAsync(greeting);
        return client;
    }

    /// <summary>A client that has heard nothing yet.</summary>
    public async Task<TestClient> OpenAsync(Caller? caller, string? options = null)
    {
        var client = new TestClient(this, caller, options is null ? [] : new Dictionary<string, string> { ["events"] = options });
        await client.Session.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Dialect.DisposeAsync();
        await Connections.DisposeAsync();
        await Log.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
