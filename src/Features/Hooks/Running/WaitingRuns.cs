using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Carillon.Features.Hooks.Running;

/// <summary>Runs what nobody waits for: a few at once, a bounded number waiting, none left behind when it is closed.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed class WaitingRuns
{
    private readonly Channel<Func<CancellationToken, Task>> _waiting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lazy<Task> _workers;

    public WaitingRuns(HooksOptions options)
    {
        _waiting = Channel.CreateBounded<Func<CancellationToken, Task>>(options.MaxWaiting);
        _workers = new Lazy<Task>(() => Task.WhenAll(Enumerable.Range(0, options.Parallel).Select(_ => Task.Run(WorkAsync))));
    }

    /// <summary>False when too many wait, or it is closed.</summary>
    /// <param name="run">Must not throw.</param>
    public bool TryAdd(Func<CancellationToken, Task> run)
    {
        if (!_waiting.Writer.TryWrite(run)) return false;
        _ = _workers.Value;
        return true;
    }

    /// <summary>Takes no more, lets what is there go on for a while, then ends it.</summary>
    public async Task CloseAsync(TimeSpan grace, TimeProvider clock)
    {
        _waiting.Writer.TryComplete();
        try
        {
            await _workers.Value.WaitAsync(grace, clock);
        }
        catch (TimeoutException)
        {
            await _stopping.CancelAsync();
            await _workers.Value;
        }
    }

    private async Task WorkAsync()
    {
        await foreach (var run in _waiting.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (!_stopping.IsCancellationRequested) await run(_stopping.Token);
        }
    }
}
