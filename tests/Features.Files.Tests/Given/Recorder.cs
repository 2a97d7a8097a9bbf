using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Features.Files.Tests.Given;

/// <summary>Writes down every changed file in commit order; a test can wait for one.</summary>
internal sealed class Recorder : ICommitObserver
{
    private readonly Lock _lock = new();
    private readonly List<FileChanged> _changes = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<FileChanged> Changes
    {
        get
        {
            lock (_lock) return [.. _changes];
        }
    }

    /// <summary>Path and number of each.</summary>
    public IReadOnlyList<string> Iterations => [.. Changes.Select(change => $"{change.Path}#{change.Iteration}")];

    public void OnCommitted(Entry entry)
    {
        if (!entry.TryDecode(out var value) || value is not FileChanged change) return;
        lock (_lock)
        {
            _changes.Add(change);
            var more = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            more.SetResult();
        }
    }

    /// <summary>The first change that is wanted, as soon as it is committed.</summary>
    public async Task<FileChanged> SeenAsync(Func<FileChanged, bool> wanted)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_changes.Find(change => wanted(change)) is { } found) return found;
                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }
}
