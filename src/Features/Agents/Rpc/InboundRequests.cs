using System.Text.Json;

namespace Carillon.Features.Agents.Rpc;

/// <summary>The requests of the other side that are not answered yet, by their id as it was written: 0 and "0" are two.</summary>
internal sealed class InboundRequests(int max)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, InboundRequest> _open = [];

    public int Count
    {
        get
        {
            lock (_lock) return _open.Count;
        }
    }

    /// <summary>Null when the id is in use, or too many are open.</summary>
    public InboundRequest? TryOpen(JsonElement id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var key = id.GetRawText();
            if (_open.Count >= max || _open.ContainsKey(key)) return null;
            return _open[key] = new InboundRequest(key, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        }
    }

    public void Close(InboundRequest request)
    {
        lock (_lock) _open.Remove(request.Key);
        request.Cancelled.Dispose();
        request.Done.SetResult();
    }

    public void Cancel(JsonElement id)
    {
        // Cancelling runs what waits on it, so not under the lock; closing in between has disposed of it, which is all the same.
        InboundRequest? request;
        lock (_lock) _open.TryGetValue(id.GetRawText(), out request);
        request?.TryCancel();
    }

    /// <summary>Cancels what is open and waits until all of it is closed.</summary>
    public async Task EndAsync()
    {
        InboundRequest[] open;
        lock (_lock) open = [.. _open.Values];
        foreach (var request in open) request.TryCancel();
        await Task.WhenAll(open.Select(request => request.Done.Task));
    }
}

/// <summary>A request being served.</summary>
internal sealed record InboundRequest(string Key, CancellationTokenSource Cancelled)
{
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void TryCancel()
    {
        try
        {
            Cancelled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was answered meanwhile.
        }
    }
}
