using System.Collections.Concurrent;

namespace Carillon.Features.Sandbox;

/// <summary>Which commands run in which workspace, so that none outlives its folder or the server.</summary>
internal sealed class RunningTerminals
{
    private readonly ConcurrentDictionary<LocalTerminal, string> _roots = new();

    public void Add(LocalTerminal terminal, string root) => _roots[terminal] = root;

    public void Remove(LocalTerminal terminal) => _roots.TryRemove(terminal, out _);

    public Task EndAsync(string root) => EndAsync(_roots.Where(running => running.Value == root));

    public Task EndAllAsync() => EndAsync(_roots);

    private static async Task EndAsync(IEnumerable<KeyValuePair<LocalTerminal, string>> which) =>
        await Task.WhenAll(which.Select(running => running.Key.DisposeAsync().AsTask()));
}
