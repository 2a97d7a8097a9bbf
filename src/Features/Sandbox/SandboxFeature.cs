using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Ports;
using Carillon.Features.Sandbox.Enclosures;
using Carillon.Features.Sandbox.Processes;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sandbox;

/// <summary>The room put together: start, then use, then dispose, which ends every process; the files stay.</summary>
public sealed partial class SandboxFeature : IAsyncDisposable
{
    private readonly ProcessStarter _starter;
    private readonly RunningProcesses _running = new();
    private readonly IEnclosure _enclosure;
    private readonly LimitWatch _watch;
    private readonly ProcessPorts _ports;
    private readonly ILogger<SandboxFeature> _logger;

    /// <summary>Keeps workspaces under the options' directory.</summary>
    public SandboxFeature(SandboxOptions options, IIdSource ids, TimeProvider clock, ILoggerFactory loggers)
    {
        _logger = loggers.CreateLogger<SandboxFeature>();
        _starter = new ProcessStarter(clock);
        _ports = new ProcessPorts(_starter, _running, clock, new MarkSource(LinkResolver.Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Directory))), ids));
        _enclosure = options.Provider == SandboxProvider.Bubblewrap ? new BubblewrapEnclosure(options, _ports) : new LocalEnclosure(options.Limits);
        _watch = new LimitWatch(_running, options.Limits, clock, loggers.CreateLogger<LimitWatch>());
        Sandboxes = new FolderSandboxes(options, ids, _enclosure, _ports, loggers.CreateLogger<FolderSandboxes>());
    }

    /// <summary>The sessions' sandboxes.</summary>
    public ISandboxes Sandboxes { get; }

    /// <summary>
    /// Makes sure that the chosen sandbox can be had here, ends what an earlier life of the server left running, and begins to watch
    /// the limits. Once the data directory is known to be this server's alone.
    /// </summary>
    /// <exception cref="SandboxUnavailableException">It cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var left = await LeftBehind.EndMarkedAsync(_ports.Marks.Beginning, _ports.Clock, cancellationToken);
        if (left > 0) LogLeftovers(left);
        await _enclosure.CheckAsync(cancellationToken);
        if (Prlimit.Missing) LogNoLimits();
        _watch.Begin();
    }

    /// <summary>Ends every process that still runs; the files stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await _running.EndAllAsync();
        await _watch.DisposeAsync();
        await _starter.DisposeAsync();
    }

    [LoggerMessage(4120, LogLevel.Warning, "The last life of this server left {Count} processes running; they are ended")]
    private partial void LogLeftovers(int count);

    [LoggerMessage(4121, LogLevel.Warning, "prlimit (util-linux) is not installed: the limits of single processes are not enforced")]
    private partial void LogNoLimits();
}
