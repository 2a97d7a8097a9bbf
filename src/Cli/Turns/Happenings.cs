using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Turns;

/// <summary>
/// Brings what the server tells, the keys, Ctrl-C and the passing of time into one order, so that whoever draws has one thread.
/// </summary>
internal sealed class Happenings : IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(120);
    private readonly Terminal _terminal;
    private readonly CancellationTokenSource _ending;
    private readonly IAsyncEnumerator<FollowItem> _items;
    private readonly bool _hasMoments;
    private Task<bool> _item;
    private Task _interrupt;
    private Task? _moment;
    private Task<ConsoleKeyInfo>? _key;

    /// <param name="items">Followed from now on; given up on disposal.</param>
    /// <param name="hasMoments">Whether the passing of time is to be told.</param>
    public Happenings(Terminal terminal, Func<CancellationToken, IAsyncEnumerable<FollowItem>> items, bool hasMoments, CancellationToken cancellationToken)
    {
        _terminal = terminal;
        _hasMoments = hasMoments;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _items = items(_ending.Token).GetAsyncEnumerator(_ending.Token);
        _item = _items.MoveNextAsync().AsTask();
        _interrupt = terminal.Interrupts.NextAsync(_ending.Token);
    }

    /// <summary>Whether keys are wanted. Those pressed while they were not are forgotten.</summary>
    public bool WantsKeys
    {
        get;
        set
        {
            if (value && !field && _terminal.Keys is { } keys)
            {
                if (_key is { IsCompleted: true }) _key = null;
                keys.Discard();
            }

            field = value;
        }
    }

    /// <summary>The next thing that happens.</summary>
    public async Task<Happening> NextAsync()
    {
        if (WantsKeys && _terminal.Keys is { } keys) _key ??= keys.ReadAsync(_ending.Token);
        if (_hasMoments) _moment ??= Task.Delay(Moment, _terminal.Clock, _ending.Token);
        var waited = new List<Task> { _item, _interrupt };
        if (_key is not null && WantsKeys) waited.Add(_key);
        if (_moment is not null) waited.Add(_moment);
        await Task.WhenAny(waited);
        _ending.Token.ThrowIfCancellationRequested();

        if (_interrupt.IsCompleted)
        {
            await _interrupt;
            _interrupt = _terminal.Interrupts.NextAsync(_ending.Token);
            return new InterruptPressed();
        }

        if (_item.IsCompleted)
        {
            await _item;
            var item = new ItemCame(_items.Current);
            _item = _items.MoveNextAsync().AsTask();
            return item;
        }

        if (WantsKeys && _key is { IsCompleted: true } key)
        {
            _key = null;
            return new KeyPressed(await key);
        }

        _moment = null;
        return new MomentPassed();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task[] left = [_item, _interrupt, _moment ?? Task.CompletedTask, _key ?? (Task)Task.CompletedTask];
        await Task.WhenAll(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _items.DisposeAsync();
        _ending.Dispose();
    }
}
