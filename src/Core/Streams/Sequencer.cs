using System.Diagnostics.CodeAnalysis;

namespace Carillon.Core.Streams;

/// <summary>
/// Gives out the numbers of all streams. The log's writer alone stages; what was staged counts once its commit succeeded,
/// and is taken back when it failed, so that a failed commit leaves no hole.
/// </summary>
/// <param name="block">How many ephemeral numbers are set aside at a time.</param>
/// <param name="streams">How many streams stay in memory.</param>
internal sealed class Sequencer(int block, int streams)
{
    private readonly StreamStates _streams = new(streams);
    private readonly HashSet<StreamState> _touched = [];
    private long _stagedPosition;

    /// <summary>The place of the newest committed entry in the whole log.</summary>
    public long Position { get; private set; }

    /// <summary>How many streams are in memory.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>Begins above what storage holds.</summary>
    public void StartAt(long position) => Position = _stagedPosition = position;

    /// <summary>A stream whose numbers are in memory.</summary>
    public bool TryGet(StreamId stream, [NotNullWhen(true)] out StreamState? state) => _streams.TryGet(stream, out state);

    /// <summary>Takes up a stream from what is stored of it. Everything reserved may have been seen, so numbering goes on above it.</summary>
    public StreamState Load(StreamId stream, Ports.StreamNumbers? stored)
    {
        var lastSeq = stored?.LastSeq ?? 0;
        var head = Math.Max(lastSeq, stored?.Reserved ?? 0);
        var state = new StreamState(stream, head, lastSeq, stored?.Reserved ?? 0);
        _streams.Add(state);
        return state;
    }

    /// <summary>Numbers one entry.</summary>
    public (long Seq, long Position, long? GapFrom) Stage(StreamState state, bool durable)
    {
        _touched.Add(state);
        return (state.Stage(durable, ++_stagedPosition), _stagedPosition, state.TakeLostNumbers());
    }

    /// <summary>The blocks that have to be set aside before what was staged may be seen, and those of streams that are let go of, cut back to what was used.</summary>
    public List<Ports.Reservation> Reservations()
    {
        var reservations = new List<Ports.Reservation>();
        foreach (var state in _touched)
        {
            if (state.NeedsReservation(block, out var upTo)) reservations.Add(new Ports.Reservation(state.Stream, upTo));
        }

        foreach (var state in _streams.PickLeaving())
        {
            if (state.Reserved > state.Head) reservations.Add(new Ports.Reservation(state.Stream, state.Head));
        }

        return reservations;
    }

    /// <summary>What was staged is committed.</summary>
    public void Confirm()
    {
        foreach (var state in _touched) state.Confirm();
        _touched.Clear();
        _streams.Leave();
        Position = _stagedPosition;
    }

    /// <summary>What was staged did not happen.</summary>
    public void Revert()
    {
        foreach (var state in _touched) state.Revert();
        _touched.Clear();
        _streams.Stay();
        _stagedPosition = Position;
    }

    /// <summary>Blocks cut back to what was used, for a stop in good order: the next start then leaves no hole.</summary>
    public IReadOnlyList<Ports.Reservation> Unused() =>
        [.. _streams.All.Where(state => state.Reserved > state.Head).Select(state => new Ports.Reservation(state.Stream, state.Head))];

    /// <summary>The heads of a tenant's streams whose newest entry, after a place in the log, is ephemeral: numbers a reader of the log cannot get.</summary>
    public List<(StreamId Stream, long Head)> UnkeptHeads(string tenant, long afterPosition)
    {
        var heads = new List<(StreamId, long)>();
        foreach (var state in _streams.All)
        {
            // In this order: the writer sets the place after the number.
            if (state.Stream.Tenant != tenant || state.HeadPosition <= afterPosition) continue;
            var head = state.Head;
            if (head > state.LastDurable) heads.Add((state.Stream, head));
        }

        return heads;
    }
}
