using System.Net;
using Carillon.Server.Configuration;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Serving;

/// <summary>The whole server in this process, on ports that the system chose, as <c>carillon serve</c> runs it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    private RunningServer(ServerOptions options, Action<ServerAddresses> started)
    {
        _running = CarillonServer.RunAsync(options with { OnStarted = started }, _stopping.Token);
    }

    public ServerAddresses Addresses { get; private set; } = null!;

    public IPEndPoint Http => EndPointOf(Addresses.Http);

    public static ServerOptions Options(DataFolder folder, Action<FileSettings>? configure = null)
    {
        var settings = new FileSettings();
        settings.Listen.Port = 0;
        configure?.Invoke(settings);
        return new ServerOptions { DataDirectory = folder.Path, SelfCommand = ["carillon"], File = settings };
    }

    /// <summary>Starts it; what it cannot start for is thrown.</summary>
    public static async Task<RunningServer> StartAsync(ServerOptions options)
    {
        var started = new TaskCompletionSource<ServerAddresses>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new RunningServer(options, started.SetResult);
        await await Task.WhenAny(started.Task, server._running);
        server.Addresses = await started.Task;
        return server;
    }

    public static IPEndPoint EndPointOf(Uri address) => new(IPAddress.Loopback, address.Port);

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }
}
