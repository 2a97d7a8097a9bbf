using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Approvals;

/// <summary>Finds the entries of requests that belong to no turn: their documents say where in the stream to look.</summary>
internal sealed class DeskEntries(SessionStore store, ILog log)
{
    private const int PageSize = 50;

    /// <summary>Those that wait in a session, in their order; inside its turnstile none can come or go meanwhile.</summary>
    public async Task<IReadOnlyList<Entry>> WaitingAsync(StreamId stream, CancellationToken cancellationToken)
    {
        var found = new List<Entry>();
        foreach (var approval in await store.PendingAsync(stream.Tenant, stream.Key, cancellationToken))
        {
            if (approval.Terms?.After is { } after && await FindAsync(stream, after, approval.RequestId, cancellationToken) is { } entry) found.Add(entry);
        }

        return [.. found.OrderBy(entry => entry.Seq)];
    }

    private async Task<Entry?> FindAsync(StreamId stream, long after, string requestId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await log.ReadAsync(stream, after, PageSize, cancellationToken);
            foreach (var entry in page)
            {
                if (entry.TryDecode(out var value) && value is PermissionRequested request && request.RequestId == requestId) return entry;
            }

            if (page.Count < PageSize) return null;
            after = page[^1].Seq;
        }
    }
}
