using System.Net;
using Carillon.Backends.Sqlite;
using Carillon.Core.Connections;
using Carillon.Core.Diagnostics;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Dialects.Native;
using Carillon.Events;
using Carillon.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Testing;

/// <summary>The native dialect on a real Kestrel and a real SQLite log; what sessions do is scripted.</summary>
internal sealed class NativeHost : IAsyncDisposable
{
    private readonly SqliteStorage _storage;
    private readonly CoreMetrics _metrics;
    private readonly WebApplication _app;
    private bool _disposed;

    private NativeHost(string directory, int port, TimeProvider clock)
    {
        var ids = new SequentialIds();
        var index = new SubscriptionIndex();
        _metrics = new CoreMetrics(clock);
        _storage = new SqliteStorage(new SqliteOptions(directory), clock, ids, NullLogger<SqliteStorage>.Instance);
        Log = new EventLog(_storage, index, new EventLogOptions(), clock, _metrics, NullLogger<EventLog>.Instance);
        Connections = new ConnectionFactory(Log, index, ids, clock, _metrics);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        Services = new NativeServices
        {
            Log = Log,
            Sessions = Rooms,
            Turns = Rooms,
            Approvals = Rooms,
            Files = Files,
            Members = Members,
            Agents = Rooms,
            Perception = Watchers,
            Jobs = Jobs,
            Connections = Connections,
            Clock = clock,
            Stopping = _app.Lifetime.ApplicationStopping,
            Identify = (context, _) => ValueTask.FromResult(Identify(context)),
            Loggers = Loggers,
        };
        _app.MapNative(Services);
    }

    public EventLog Log { get; }

    public ConnectionFactory Connections { get; }

    public ScriptedRooms Rooms { get; } = new();

    public ScriptedWatchers Watchers { get; } = new();

    public ScriptedFiles Files { get; } = new();

    public ScriptedMembers Members { get; } = new();

    public ScriptedJobs Jobs { get; } = new();

    public RecordedLogs Loggers { get; } = new();

    public NativeServices Services { get; }

    /// <summary>Ends what the token <c>passing</c> allows.</summary>
    public bool PassingEnded { get; set; }

    public Uri Address { get; private set; } = new("http://unset");

    public static async Task<NativeHost> StartAsync(string directory, CancellationToken cancellationToken, int port = 0, TimeProvider? clock = null)
    {
        var host = new NativeHost(directory, port, clock ?? TimeProvider.System);
        await host.Log.StartAsync(cancellationToken);
        host.Connections.Start();
        await host._app.StartAsync(cancellationToken);
        host.Address = new Uri(host._app.Urls.First());
        return host;
    }

    public ConnectionRunner NewRunner() => new(Connections, NullLogger<ConnectionRunner>.Instance);

    /// <summary>Publishes as a feature of the gateway would, past the dialect.</summary>
    public async Task<Entry> AppendAsync(string stream, string type, string data, bool durable = true, string tenant = "dev")
    {
        var item = new NewEvent(new StreamId(tenant, stream), type, System.Text.Encoding.UTF8.GetBytes(data), durable);
        return (await Log.AppendAsync(new Append(item), TestContext.Current.CancellationToken)).Entries[0];
    }

    /// <summary>Publishes an event of a session as its feature would.</summary>
    public Task<Entry> AppendAsync(string sessionId, Event value)
    {
        var type = Catalogue.Of(value);
        return AppendAsync($"session:{sessionId}", type.Type, System.Text.Encoding.UTF8.GetString(Catalogue.Encode(value)), type.Durability == Events.Durability.Durable);
    }

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await StopAsync();
        await _app.DisposeAsync();
        await Connections.DisposeAsync();
        await Log.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
    }

    private Authentication Identify(HttpContext context) => context.Request.Headers.Authorization.ToString() switch
    {
        "" => Authentication.Lasting(Caller.Dev),
        "Bearer viewer" => Authentication.Lasting(Caller.Dev with { Role = Role.Viewer }),
        "Bearer other" => Authentication.Lasting(new Caller("someone", "other", Role.Owner)),
        "Bearer passing" => new Authentication(Caller.Dev, expiresAt: null, _ => ValueTask.FromResult(!PassingEnded)),
        "Bearer guess" => throw new Core.Errors.CarillonException(Core.Errors.ErrorCode.RateLimited, "Too many.") { RetryAfter = TimeSpan.FromSeconds(41.2) },
        _ => throw new Core.Errors.CarillonException(Core.Errors.ErrorCode.Unauthenticated, "The token is not known."),
    };
}
