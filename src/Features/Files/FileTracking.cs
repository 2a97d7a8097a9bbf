using Carillon.Contracts.Files;
using Carillon.Core.Streams;
using Carillon.Features.Files.Storage;
using Carillon.Features.Files.Tracking;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Files;

/// <summary>Watches workspaces and keeps what files were.</summary>
public sealed class FileTracking(FilesPorts ports, FilesOptions options, ILogger<FileTracking> logger) : IFileTracking
{
    private readonly ListenerSlots _slots = new(options.MaxListeners);

    /// <inheritdoc/>
    public async ValueTask<IFileWatch> WatchAsync(WatchedPlace place, CancellationToken cancellationToken)
    {
        var watch = new FileWatch(place, ports, options, _slots, logger);
        await watch.BeginAsync(cancellationToken);
        return watch;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Change> RemovalOf(string tenant, string sessionId) => new FileStore(ports.Documents, tenant, sessionId).Removal();
}
