using System.Net;
using Carillon.Backends.Sqlite;
using Carillon.Core.Connections;
using Carillon.Core.Diagnostics;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Fakes;
using Carillon.Features.Identity;
using Carillon.Features.Members;
using Carillon.Server.Security;
using Carillon.Server.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Server.Tests.Hosting;

/// <summary>The transport between a real Kestrel and real connections, at <c>/ws</c>; only the dialect is made for the test.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly DataFolder _folder = new();
    private readonly SqliteStorage _storage;
    private readonly CoreMetrics _metrics = new(TimeProvider.System);
    private readonly EventLog _log;
    private readonly WebApplication _app;
    private readonly IdentityFeature _identity =
        IdentityFeature.Create(new IdentityOptions(IdentityMode.Dev, "none"), TimeProvider.System, NullLoggerFactory.Instance);

    private readonly SemaphoreSlim _ended = new(0);

    private EchoHost()
    {
        var ids = new SequentialIds();
        var index = new SubscriptionIndex();
        _storage = new SqliteStorage(new SqliteOptions(_folder.Path), TimeProvider.System, ids, NullLogger<SqliteStorage>.Instance);
        _log = new EventLog(_storage, index, new EventLogOptions(), TimeProvider.System, _metrics, NullLogger<EventLog>.Instance);
        Connections = new ConnectionFactory(_log, index, ids, TimeProvider.System, _metrics);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Faults);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        var runner = new ConnectionRunner(Connections, new Logger<ConnectionRunner>(new LoggerFactory([Faults])));
        var endpoint = new WebSocketEndpoint(runner, new Gatekeeper(_identity.Authenticator, new TenantMembers(_log, _storage, TimeProvider.System)));
        var dialect = new EchoDialect();
        _app.Map("/ws", async context =>
        {
            await endpoint.RunAsync(context, dialect);
            _ended.Release();
        });
    }

    public ConnectionFactory Connections { get; }

    public Faults Faults { get; } = new();

    public IPEndPoint Address { get; private set; } = new(0, 0);

    public static async Task<EchoHost> StartAsync(CancellationToken cancellationToken)
    {
        var host = new EchoHost();
        await host._log.StartAsync(cancellationToken);
        await host._app.StartAsync(cancellationToken);
        host.Address = IPEndPoint.Parse(new Uri(host._app.Urls.First()).Authority);
        return host;
    }

    /// <summary>Waits until so many requests are over, and all that belonged to them.</summary>
    public async Task EndedAsync(int requests, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var i = 0; i < requests; i++)
        {
            if (!await _ended.WaitAsync(patience, cancellationToken)) throw new TimeoutException($"{requests - i} of {requests} requests go on");
        }
    }

    /// <summary>Tells every connection that the server stops.</summary>
    public void Stop() => Connections.TellToStop(StopReasons.Maintenance);

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _app.DisposeAsync();
        await Connections.DisposeAsync();
        await _log.DisposeAsync();
        await _storage.DisposeAsync();
        await _identity.DisposeAsync();
        _metrics.Dispose();
        _ended.Dispose();
        _folder.Dispose();
    }
}
