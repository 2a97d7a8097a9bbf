using System.Collections.Concurrent;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Features.Sessions.Runs;

/// <summary>Tells those who wait for a turn that its end is committed, or that its session is gone.</summary>
internal sealed class RunEnds : ICommitObserver
{
    private readonly ConcurrentDictionary<(StreamId Session, string TurnId), Awaited> _awaited = [];

    /// <inheritdoc/>
    public void OnCommitted(Entry entry)
    {
        if (_awaited.IsEmpty) return;
        switch (entry.Type)
        {
            case "turn.completed" or "turn.failed" or "turn.cancelled":
                if (entry.TryDecode(out var ended) && TurnOf(ended) is { } turnId) Settle((entry.Stream, turnId));
                break;
            case "session.deleted" when entry.TryDecode(out var deleted) && deleted is SessionDeleted { SessionId: var id }:
                var stream = StreamId.Session(entry.Stream.Tenant, id);
                foreach (var waiting in _awaited.Keys.Where(waiting => waiting.Session == stream)) Settle(waiting);
                break;
        }
    }

    /// <summary>Waits from now on; dispose it when done. An end before that must be looked for afterwards.</summary>
    public Wait Expect(StreamId session, string turnId)
    {
        while (true)
        {
            var awaited = _awaited.GetOrAdd((session, turnId), _ => new Awaited());
            if (awaited.TryJoin()) return new Wait(this, (session, turnId), awaited);
        }
    }

    private static string? TurnOf(Event value) => value switch
    {
        TurnCompleted completed => completed.TurnId,
        TurnFailed failed => failed.TurnId,
        TurnCancelled cancelled => cancelled.TurnId,
        _ => null,
    };

    private void Settle((StreamId Session, string TurnId) key)
    {
        if (_awaited.TryRemove(key, out var awaited)) awaited.Ended.TrySetResult();
    }

    private void Leave((StreamId Session, string TurnId) key, Awaited awaited)
    {
        if (awaited.TryLeaveLast()) _awaited.TryRemove(KeyValuePair.Create(key, awaited));
    }

    internal readonly struct Wait(RunEnds owner, (StreamId Session, string TurnId) key, Awaited awaited) : IDisposable
    {
        /// <summary>Completes at the end.</summary>
        public Task Ended => awaited.Ended.Task;

        public void Dispose() => owner.Leave(key, awaited);
    }

    /// <summary>One turn and how many wait for it; once the last has left, nobody joins any more.</summary>
    internal sealed class Awaited
    {
        private readonly Lock _lock = new();
        private int _waiters;
        private bool _closed;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryJoin()
        {
            lock (_lock)
            {
                if (_closed) return false;
                _waiters++;
                return true;
            }
        }

        public bool TryLeaveLast()
        {
            lock (_lock) return _closed = --_waiters == 0;
        }
    }
}
