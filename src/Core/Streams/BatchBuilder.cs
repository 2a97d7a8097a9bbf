using Carillon.Core.Errors;
using Carillon.Core.Ports;

namespace Carillon.Core.Streams;

/// <summary>What a batch of appends amounts to.</summary>
/// <param name="Commit">What has to last.</param>
/// <param name="Entries">Everything numbered, ephemerals too, in order.</param>
internal sealed record BuiltBatch(CommitBatch Commit, IReadOnlyList<Entry> Entries);

/// <summary>Checks and numbers waiting appends. An append that cannot be taken is refused alone.</summary>
internal sealed class BatchBuilder(ILogStorage storage, Sequencer sequencer, TimeProvider clock)
{
    private readonly List<Entry> _entries = [];
    private readonly List<Change> _changes = [];
    private readonly Dictionary<StreamId, long> _deleted = [];
    private readonly Dictionary<(StreamId, string), Entry> _ids = [];
    private readonly DocumentVersions _versions = new(storage);

    /// <summary>Which life of the log entries are stamped with.</summary>
    public long Epoch { get; set; }

    public async ValueTask<BuiltBatch> BuildAsync(IReadOnlyList<PendingAppend> batch)
    {
        _entries.Clear();
        _changes.Clear();
        _deleted.Clear();
        _ids.Clear();
        _versions.Clear();
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var pending in batch)
        {
            try
            {
                await StageAsync(pending, now);
            }
            catch (CarillonException refusal)
            {
                pending.Refuse(refusal);
            }
        }

        var durable = _entries.FindAll(entry => entry.Durable);
        var commit = new CommitBatch(durable, sequencer.Reservations(), [.. _changes])
        {
            DeletedUpTo = new Dictionary<StreamId, long>(_deleted),
        };
        return new BuiltBatch(commit, [.. _entries]);
    }

    private async ValueTask StageAsync(PendingAppend pending, long now)
    {
        var append = pending.Append;

        // Everything that may refuse comes before the first number is given.
        var results = await FindKnownAsync(append.Events);
        if (results.Length > 0 && Array.TrueForAll(results, known => known is not null))
        {
            pending.Stage(new AppendResult(results!, true));
            return;
        }

        CheckSortKeys(append);
        await _versions.FollowAsync(append.Changes);
        foreach (var change in append.Changes)
        {
            if (change is DeleteStream deletion) _deleted[deletion.Stream] = (await StateOfAsync(deletion.Stream)).StagedHead;
        }

        for (var i = 0; i < results.Length; i++)
        {
            var item = append.Events[i];
            results[i] ??= StagedUnder(item) ?? Number(item, await StateOfAsync(item.Stream), now);
        }

        _changes.AddRange(append.Changes.Select(change => Sorted(change, results!)));
        pending.Stage(new AppendResult(results!, false));
    }

    private static void CheckSortKeys(Append append)
    {
        foreach (var change in append.Changes)
        {
            if (change is not PutDocument { SortByEvent: { } index } || (index >= 0 && index < append.Events.Count)) continue;
            throw new CarillonException(ErrorCode.Invalid, $"A document sorts by event {index} of an append that has {append.Events.Count}.");
        }
    }

    /// <summary>A document that sorts by an event's number could not know it before now.</summary>
    private static Change Sorted(Change change, Entry[] results) =>
        change is PutDocument { SortByEvent: { } index } put
            ? put with { SortKey = PutDocument.SortKeyOf(results[index].Seq), SortByEvent = null }
            : change;

    private Entry Number(NewEvent item, StreamState state, long now)
    {
        var (seq, position, gapFrom) = sequencer.Stage(state, item.Durable);
        var entry = new Entry(item.Known)
        {
            Stream = item.Stream,
            Seq = seq,
            GapFrom = gapFrom,
            Epoch = Epoch,
            Position = position,
            Time = now,
            Type = item.Type,
            Durable = item.Durable,
            Id = item.Id,
            Data = item.Data,
            Labels = item.Labels,
        };
        _entries.Add(entry);
        if (item.Id is not null) _ids[(item.Stream, item.Id)] = entry;
        return entry;
    }

    /// <summary>For each event the entry it became before, null for a new one. The same id for something else is refused.</summary>
    private async ValueTask<Entry?[]> FindKnownAsync(IReadOnlyList<NewEvent> events)
    {
        var known = new Entry?[events.Count];
        var own = known.Length > 1 ? new Dictionary<(StreamId, string), NewEvent>() : null;
        for (var i = 0; i < known.Length; i++)
        {
            var item = events[i];
            if (item.Id is null) continue;
            known[i] = StagedUnder(item) ?? await StoredUnderAsync(item);
            if (known[i] is { } before) Agree(item, before.Type, before.Data.Span);
            if (own?.TryAdd((item.Stream, item.Id), item) is false && own[(item.Stream, item.Id)] is var twin) Agree(item, twin.Type, twin.Data.Span);
        }

        return known;
    }

    private static void Agree(NewEvent item, string type, ReadOnlySpan<byte> data)
    {
        if (item.Type == type && item.Data.Span.SequenceEqual(data)) return;
        throw new CarillonException(ErrorCode.Conflict, $"The id '{item.Id}' was used in this stream for another event. Use a new id.");
    }

    private Entry? StagedUnder(NewEvent item) =>
        item.Id is not null && _ids.TryGetValue((item.Stream, item.Id), out var entry) && !IsDeleted(entry) ? entry : null;

    private async ValueTask<Entry?> StoredUnderAsync(NewEvent item) =>
        await storage.FindByIdAsync(item.Stream, item.Id!, CancellationToken.None) is { } entry && !IsDeleted(entry) ? entry : null;

    private bool IsDeleted(Entry entry) => _deleted.TryGetValue(entry.Stream, out var upTo) && entry.Seq <= upTo;

    private async ValueTask<StreamState> StateOfAsync(StreamId stream) =>
        sequencer.TryGet(stream, out var state)
            ? state
            : sequencer.Load(stream, await storage.FindStreamAsync(stream, CancellationToken.None));
}
