using Carillon.Core.Deliveries;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Core.Tests.Support;
using Carillon.Events;

namespace Carillon.Core.Tests.Seam;

/// <summary>Lets a list of steps happen to a real core on a real file, and then asks everyone what they heard.</summary>
internal sealed class Run : IDisposable
{
    private readonly Folder _folder = new();
    private readonly History _history = new();
    private readonly List<Task<AppendResult>> _publishing = [];
    private readonly EventLogOptions _options;
    private readonly Listener[] _listeners =
    [
        new(SubscriptionFilter.Stream(History.Streams[0]), Cursor.AfterSeq(0)),
        new(SubscriptionFilter.Stream(History.Streams[1]), Cursor.Now),
        new(new SubscriptionFilter("acme"), Cursor.AfterPosition(0)),
        new(new SubscriptionFilter("acme"), Cursor.Now),
        new(SubscriptionFilter.Stream(History.Streams[2]), Cursor.AfterSeq(0)),
        new(new SubscriptionFilter("globex") { Streams = [History.Streams[2], History.Streams[3]] }, Cursor.AfterPosition(0)),
    ];

    private int _published;

    /// <param name="tailBytes">How much memory keeps of what is recent.</param>
    public Run(int tailBytes) => _options = new EventLogOptions { TailBytes = tailBytes, ReservationBlock = 7, StreamsInMemory = 2 };

    public async Task HappenAsync(IReadOnlyList<Step> steps)
    {
        var rig = await Rig.StartAsync(_folder, _options);
        foreach (var step in steps)
        {
            switch (step)
            {
                case Publish publish:
                    _publishing.Add(rig.AppendAsync([.. publish.Drafts.Select(Event)]));
                    break;
                case AwaitPublishers:
                    await AwaitPublishersAsync();
                    break;
                case Connect connect:
                    await _listeners[connect.Who].ConnectAsync(rig);
                    break;
                case Drop drop:
                    await _listeners[drop.Who].DropAsync();
                    break;
                case Read read:
                    _listeners[read.Who].Read(read.Bytes);
                    break;
                case Restart restart:
                    await EndAsync(rig, restart.How);
                    rig = await Rig.StartAsync(_folder, _options);
                    await LearnAsync(rig);
                    break;
            }
        }

        await SettleAsync(rig);
        await rig.DisposeAsync();
        foreach (var listener in _listeners) listener.Check(_history);
    }

    public void Dispose() => _folder.Dispose();

    private async Task AwaitPublishersAsync()
    {
        foreach (var result in await Task.WhenAll(_publishing)) Note(result);
        _publishing.Clear();
    }

    private async Task EndAsync(Rig rig, Ending how)
    {
        if (how == Ending.InGoodOrder)
        {
            foreach (var listener in _listeners) await listener.DropAsync();
            await rig.DisposeAsync();
            await AwaitPublishersAsync();
            return;
        }

        await AwaitPublishersAsync();
        var gate = new Gate();
        var unanswered = Task.CompletedTask;
        if (how != Ending.Crash)
        {
            if (how == Ending.CrashBeforeTheCommit) rig.Storage.Before = _ => gate.PassAsync();
            else rig.Storage.After = _ => gate.PassAsync();
            unanswered = rig.AppendAsync([.. Enumerable.Range(0, 4).Select(i => Event(new Draft(i, i == 3 ? DraftKind.Ephemeral : DraftKind.Durable, 5)))]);
            await gate.Reached;
        }

        _folder.Crash();
        foreach (var listener in _listeners) await listener.DropAsync();
        gate.Break(new StorageException(StorageFault.Unavailable, "The process is gone."));
        if (how != Ending.Crash) await Assert.ThrowsAsync<CarillonException>(() => unanswered);
        await rig.AbandonAsync();
    }

    /// <summary>What the log holds after a restart is true, whether its producer had an answer or not.</summary>
    private async Task LearnAsync(Rig rig)
    {
        foreach (var stream in History.Streams)
        {
            var known = _history.DurableOf(stream).Select(pair => pair.Seq).ToHashSet();
            foreach (var entry in await rig.Log.ReadAsync(stream, 0, 100_000, TestContext.Current.CancellationToken))
            {
                _history.Add(entry);
                known.Remove(entry.Seq);
            }

            Assert.Empty(known);
        }
    }

    private async Task SettleAsync(Rig rig)
    {
        await AwaitPublishersAsync();
        foreach (var listener in _listeners) await listener.ConnectAsync(rig);
        var last = await rig.AppendAsync([.. History.Streams.Select(stream => Rig.Event(stream, "the end"))]);
        Note(last);
        var lastWords = last.Entries.ToDictionary(entry => entry.Stream, entry => entry.Seq);
        foreach (var listener in _listeners) await listener.ReadToEndAsync(lastWords);
        foreach (var listener in _listeners) await listener.DropAsync();
    }

    private void Note(AppendResult result)
    {
        foreach (var entry in result.Entries) _history.Add(entry);
    }

    private NewEvent Event(Draft draft)
    {
        var text = $"{++_published}:" + new string('x', draft.Length);
        var stream = History.Streams[draft.Stream];
        return draft.Kind == DraftKind.Piece
            ? NewEvent.Of(stream, new TurnTextDelta("1", $"turn-{draft.Length % 2}", text))
            : Rig.Event(stream, text, durable: draft.Kind == DraftKind.Durable);
    }
}
