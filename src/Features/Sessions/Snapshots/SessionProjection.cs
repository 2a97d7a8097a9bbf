using System.Collections.Concurrent;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Snapshots;

/// <summary>
/// Holds the state of every session whose turn runs, in step with the log, so that a newcomer gets a snapshot that is true exactly at a
/// number. A session without a turn is not held: its documents say everything.
/// </summary>
/// <remarks>
/// Why a snapshot is exact. During a turn it is made of the stream's own entries, applied in commit order, and taken together with the
/// number of the last one under one lock. Between turns it is made of documents, read inside the session's turnstile, where
/// no change of them can be under way, at the head of the stream read there too. The view is expected before the turn's first append
/// and inside the turnstile, so there is no moment when a turn runs and neither way sees it.
/// </remarks>
internal sealed class SessionProjection : ICommitObserver
{
    private readonly ConcurrentDictionary<StreamId, TurnView> _views = [];

    /// <inheritdoc/>
    public void OnCommitted(Entry entry)
    {
        if (_views.IsEmpty || entry.Stream.Kind != StreamKind.Session) return;
        if (_views.TryGetValue(entry.Stream, out var view) && !view.Apply(entry))
            _views.TryRemove(KeyValuePair.Create(entry.Stream, view));
    }

    /// <summary>A turn is about to begin in a session: from its first entry on, hold it.</summary>
    /// <param name="waiting">What waits for an answer already.</param>
    public void Expect(StreamId stream, StoredSession before, IReadOnlyList<Entry> waiting) => _views[stream] = new TurnView(before, waiting);

    /// <summary>The turn did not begin after all.</summary>
    public void Forget(StreamId stream) => _views.TryRemove(stream, out _);

    /// <summary>The session as its last entry left it; null when no turn runs.</summary>
    public CapturedView? Capture(StreamId stream) => _views.TryGetValue(stream, out var view) ? view.Capture() : null;
}
