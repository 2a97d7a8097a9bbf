using System.Net;
using System.Net.Sockets;
using Carillon.Core.Diagnostics;
using Carillon.Core.Ports;
using Carillon.Dialects.Native;
using Carillon.Features.Identity;
using Carillon.Features.Identity.Tokens;
using Carillon.Features.Sandbox;
using Carillon.Server.Composition;
using Carillon.Server.Configuration;
using Carillon.Server.Observability;
using Carillon.Server.Security;
using Carillon.Server.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carillon.Server;

/// <summary>The gateway as one call: starts every room, listens until it is told to stop, and stops in good order.</summary>
public static class CarillonServer
{
    // Long enough to tell every peer and end every agent; the host cuts off what takes longer.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Runs until the token; signals are the caller's matter.</summary>
    /// <exception cref="ServerStartException">It cannot start as asked.</exception>
    /// <exception cref="StorageException">The data directory cannot be used.</exception>
    public static async Task RunAsync(ServerOptions options, CancellationToken cancellationToken)
    {
        Check(options.File);
        var listeners = new Listeners(options);
        await using var app = Build(listeners);
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        await using var identity = OpenIdentity(options, loggers);
        await using var house = new House(options, identity.Authenticator, TimeProvider.System, loggers);
        await StartAsync(house, cancellationToken);

        using var prometheus = new PrometheusText(CoreMetrics.MeterName);
        using var otlp = Otlp.Start();
        Map(app, new Front(options, house, new Gatekeeper(identity.Authenticator, house.Features.Members), prometheus), lifetime.ApplicationStopping);
        house.Settings.Check();
        await using var told = lifetime.ApplicationStopping.Register(() => house.Ground.Connections.TellToStop(options.StopReason()));
        await StartListeningAsync(app, options, cancellationToken);
        house.Features.Scheduling.Start();
        house.Configuration.Start();
        options.OnStarted?.Invoke(listeners.Addresses);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Refuses settings that make sense and yet are not safe together.</summary>
    /// <exception cref="ServerStartException">They are not.</exception>
    public static void Check(FileSettings settings)
    {
        var host = settings.Listen.Host;
        if (RequestGuard.IsLoopback(host)) return;
        if (settings.Identity.Mode == IdentityKind.Dev)
        {
            throw new ServerStartException(
                $"Refusing to listen on {host}: no credentials are configured, so anyone who reaches that address could run "
                + "agents here. Make an API key with 'carillon token create' and put \"identity\": {\"mode\": \"tokens\"} into "
                + "carillon.json; or listen on 127.0.0.1 and forward the port (ssh -L).");
        }

        if (!IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            throw new ServerStartException($"Cannot listen on {host}: this is a name. Choose an address of this machine with --host, or 0.0.0.0 for all of them.");
        }
    }

    private static WebApplication Build(Listeners listeners)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told by its exception; the host would print the same again with its stack.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);

        // Of a request it has nothing to say at this level, yet makes an activity and a scope that each open connection would keep.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        // What the outbox writes goes to the socket on the outbox's own thread: a hand-over for each delivery would cost more than the write.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 8 * 1024 * 1024;

            // The outbox decides who is too slow; Kestrel's own rule would cut off a follower who merely waits.
            kestrel.Limits.MinResponseDataRate = null;
            listeners.Open(kestrel);
        });
        return builder.Build();
    }

    private static IdentityFeature OpenIdentity(ServerOptions options, ILoggerFactory loggers)
    {
        try
        {
            return IdentityFeature.Create(options.File.Identity.Options(options.DataDirectory), TimeProvider.System, loggers);
        }
        catch (TokenFileException exception)
        {
            throw new ServerStartException(exception.Message, exception);
        }
    }

    private static async Task StartAsync(House house, CancellationToken cancellationToken)
    {
        try
        {
            await house.StartAsync(cancellationToken);
        }
        catch (SandboxUnavailableException exception)
        {
            throw new ServerStartException(exception.Message, exception);
        }
    }

    private static void Map(WebApplication app, Front front, CancellationToken stopping)
    {
        var native = Native(front, app.Services.GetRequiredService<ILoggerFactory>(), stopping);
        var surfaces = new Surfaces(
            [
                new WebSocketSurface(new NativeDialect(native), ["/v1/ws"]),
                new WebSocketSurface(front.House.Diminuendo, ["/diminuendo/ws"], "/ws"),
                new WebSocketSurface(front.House.Aleph, ["/aleph", "/aleph/ws"], "/", "/ws"),
            ],
            new WebSocketEndpoint(front.House.Ground.Runner, front.Gatekeeper));

        TrustedProxies.Use(app, front.Options.File.TrustedProxies);
        var guard = new RequestGuard(front.Gatekeeper.RequiresCredentials, front.Options.File.AllowedOrigins);
        front.House.Settings.OnChange(nameof(FileSettings.AllowedOrigins), file => guard.Allow(file.AllowedOrigins));
        app.Use(guard.InvokeAsync);
        app.Use(surfaces.ServeCompatPortAsync);
        surfaces.Map(app);
        app.MapNative(native);
        app.MapGet("/healthz", context => context.Response.WriteAsync("ok\n", context.RequestAborted));
        app.MapGet("/readyz", context => Readiness.WriteAsync(context, front.House.Ground.Log.Failure, stopping));
        app.MapGet("/metrics", context => front.Gatekeeper.GuardAsync(context, served =>
        {
            served.Response.ContentType = PrometheusText.ContentType;
            return served.Response.WriteAsync(front.Prometheus.Write(), served.RequestAborted);
        }));
    }

    /// <summary>In place of the host's own ear for signals: whoever runs the server knows what each of them means.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed record Front(ServerOptions Options, House House, Gatekeeper Gatekeeper, PrometheusText Prometheus);

    private static NativeServices Native(Front front, ILoggerFactory loggers, CancellationToken stopping) => new()
    {
        Log = front.House.Ground.Log,
        Sessions = front.House.Features.Sessions.Sessions,
        Turns = front.House.Features.Sessions.Turns,
        Approvals = front.House.Features.Sessions.Approvals,
        Files = front.House.Features.Files,
        Members = front.House.Features.Members,
        Agents = front.House.Features.Agents,
        Perception = front.House.Features.Perception,
        Jobs = front.House.Features.Scheduling.Jobs,
        Configuration = front.House.Configuration,
        Connections = front.House.Ground.Connections,
        Clock = TimeProvider.System,
        Stopping = stopping,
        StopReason = front.Options.StopReason,
        Identify = front.Gatekeeper.RequireAsync,
        Loggers = loggers,
    };

    private static async Task StartListeningAsync(WebApplication app, ServerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new ServerStartException(
                $"{exception.Message.TrimEnd('.')}. Is Carillon running already? Choose another port with --port"
                + (options.File.Listen.CompatPorts ? ", or leave out --compat-ports." : "."),
                exception);
        }
        catch (SocketException exception)
        {
            throw new ServerStartException(
                $"Cannot listen on {options.File.Listen.Host}: {exception.Message.TrimEnd('.')}. Choose another address with --host, or another port with --port.", exception);
        }
    }
}
