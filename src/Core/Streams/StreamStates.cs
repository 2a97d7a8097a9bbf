using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Carillon.Core.Streams;

/// <summary>
/// The streams whose numbers are in memory, so that an append looks nothing up. Streams are made without end, most to be used for
/// a while and never again: beyond a bound, those that were not used since they were last looked at are let go of. Anyone may look a
/// stream up; all else is the log's writer's.
/// </summary>
/// <param name="most">How many may stay; streams whose newest numbers are not kept stay up to four times as many, as to take such a stream up again costs its readers a gap.</param>
internal sealed class StreamStates(int most)
{
    private const int MostLooks = 256;
    private const int Patience = 4;

    private readonly ConcurrentDictionary<StreamId, StreamState> _states = new();

    // A clock with a second chance: whatever was used since its last turn goes to the end.
    private readonly Queue<StreamState> _turns = new();
    private readonly List<StreamState> _leaving = [];

    /// <summary>Those in memory.</summary>
    public IEnumerable<StreamState> All => _states.Values;

    /// <summary>How many are in memory.</summary>
    public int Count => _states.Count;

    public bool TryGet(StreamId stream, [NotNullWhen(true)] out StreamState? state) => _states.TryGetValue(stream, out state);

    public void Add(StreamState state)
    {
        _states[state.Stream] = state;
        _turns.Enqueue(state);
    }

    /// <summary>Picks those that may go, once the batch under way is committed.</summary>
    public IReadOnlyList<StreamState> PickLeaving()
    {
        // Once each: what this batch uses is never picked.
        for (var looks = Math.Min(_turns.Count, MostLooks); looks > 0 && _turns.Count > most; looks--)
        {
            var state = _turns.Dequeue();
            if (!state.TakeUsed() && (state.IsKept || _turns.Count >= (long)most * Patience)) _leaving.Add(state);
            else _turns.Enqueue(state);
        }

        return _leaving;
    }

    /// <summary>The batch is committed: they are gone.</summary>
    public void Leave()
    {
        foreach (var state in _leaving) _states.TryRemove(state.Stream, out _);
        _leaving.Clear();
    }

    /// <summary>The batch failed: they stay.</summary>
    public void Stay()
    {
        foreach (var state in _leaving) _turns.Enqueue(state);
        _leaving.Clear();
    }
}
