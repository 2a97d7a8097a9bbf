using Carillon.Core.Connections;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>
/// Who has joined which session, over all connections of this dialect: for the number of subscribers, for heartbeats, and to
/// end what followed a session that was deleted.
/// </summary>
public sealed class Audience : ICommitObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamId, List<Join>> _joins = [];

    /// <inheritdoc/>
    /// <remarks>A deleted session's joins end before anyone is told of its end.</remarks>
    public void OnCommitted(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Type != "session.deleted" || !entry.TryDecode(out var value) || value is not SessionDeleted deleted) return;
        List<Join>? ended;
        lock (_gate) _joins.Remove(StreamId.Session(entry.Stream.Tenant, deleted.SessionId), out ended);
        foreach (var join in ended ?? []) join.End();
    }

    /// <summary>Someone joins.</summary>
    internal void Add(Join join)
    {
        lock (_gate)
        {
            if (!_joins.TryGetValue(join.Stream, out var joins)) _joins[join.Stream] = joins = [];
            joins.Add(join);
        }
    }

    /// <summary>Someone leaves, or is gone.</summary>
    internal void Remove(Join join)
    {
        lock (_gate)
        {
            if (!_joins.TryGetValue(join.Stream, out var joins)) return;
            joins.Remove(join);
            if (joins.Count == 0) _joins.Remove(join.Stream);
        }
    }

    /// <summary>How many have joined a session.</summary>
    internal int CountOf(StreamId session)
    {
        lock (_gate) return _joins.TryGetValue(session, out var joins) ? joins.Count : 0;
    }

    /// <summary>Every connection that has joined at least one session, once.</summary>
    internal IReadOnlyCollection<IConnection> Connections()
    {
        lock (_gate)
        {
            var connections = new HashSet<IConnection>(ReferenceEqualityComparer.Instance);
            foreach (var joins in _joins.Values)
            {
                foreach (var join in joins) connections.Add(join.Connection);
            }

            return connections;
        }
    }
}
