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
    private readonly Dictionary<DocumentKey, long> _versions = [];

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
        var known = await FindKnownAsync(append);
        foreach (var change in append.Changes) await CheckVersionAsync(change);
        foreach (var change in append.Changes) await StageChangeAsync(change);

        var results = new Entry[append.Events.Count];
        var duplicates = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var item = append.Events[i];
            if (item.Id is not null && (known.TryGetValue(item.Id, out var before) || _ids.TryGetValue((item.Stream, item.Id), out before)))
            {
                results[i] = before;
                duplicates++;
                continue;
            }

            results[i] = Number(item, await StateOfAsync(item.Stream), now);
        }

        var duplicate = results.Length > 0 && duplicates == results.Length;
        if (!duplicate) _changes.AddRange(append.Changes.Select(change => Sorted(change, results)));
        pending.Stage(new AppendResult(results, duplicate));
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

    private async ValueTask<Dictionary<string, Entry>> FindKnownAsync(Append append)
    {
        var known = new Dictionary<string, Entry>();
        foreach (var item in append.Events)
        {
            if (item.Id is null) continue;
            if (!_ids.TryGetValue((item.Stream, item.Id), out var before))
            {
                before = await storage.FindByIdAsync(item.Stream, item.Id, CancellationToken.None);
            }

            if (before is null) continue;
            if (before.Type != item.Type || !before.Data.Span.SequenceEqual(item.Data.Span))
            {
                throw new CarillonException(
                    ErrorCode.Conflict, $"The id '{item.Id}' was used in this stream for another event (number {before.Seq}). Use a new id.");
            }

            known[item.Id] = before;
        }

        return known;
    }

    private async ValueTask CheckVersionAsync(Change change)
    {
        if (change is not PutDocument { ExpectedVersion: { } expected } put) return;
        if (!_versions.TryGetValue(put.Key, out var version))
        {
            version = (await storage.GetAsync(put.Key, CancellationToken.None))?.Version ?? 0;
            _versions[put.Key] = version;
        }

        if (version == expected) return;
        throw new CarillonException(
            ErrorCode.Conflict, $"'{put.Key.Key}' changed meanwhile (version {version}, expected {expected}). Read it again.");
    }

    private async ValueTask StageChangeAsync(Change change)
    {
        switch (change)
        {
            // Only versions that this batch asked for are followed within it; storage counts up the others.
            case PutDocument put when _versions.TryGetValue(put.Key, out var version):
                _versions[put.Key] = version + 1;
                break;
            case DeleteDocument delete:
                _versions[delete.Key] = 0;
                break;
            case DeleteCollection deletion:
                foreach (var key in _versions.Keys.Where(key => key.Tenant == deletion.Tenant && key.Collection == deletion.Collection).ToList())
                    _versions[key] = 0;
                break;
            case DeleteStream deletion:
                _deleted[deletion.Stream] = (await StateOfAsync(deletion.Stream)).StagedHead;
                break;
        }
    }

    private async ValueTask<StreamState> StateOfAsync(StreamId stream) =>
        sequencer.TryGet(stream, out var state)
            ? state
            : sequencer.Load(stream, await storage.FindStreamAsync(stream, CancellationToken.None));
}
