using Carillon.Core.Connections;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>
/// Who is connected and has joined which session, over all connections of this dialect: for the number of subscribers, for
/// heartbeats, and to end what followed a session that was deleted, or was opened by someone who is no longer a member.
/// </summary>
public sealed class Audience : ICommitObserver
{
    private static readonly CloseReason NoMember = CloseReason.Policy("no longer a member");

    private readonly Lock _gate = new();
    private readonly Dictionary<StreamId, List<Join>> _joins = [];
    private readonly Dictionary<IConnection, Caller> _present = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    /// <remarks>A deleted session's joins end before anyone is told of its end, and a former member hears nothing more.</remarks>
    public void OnCommitted(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Type is not ("session.deleted" or "member.removed") || !entry.TryDecode(out var value)) return;
        if (value is SessionDeleted deleted) EndJoins(StreamId.Session(entry.Stream.Tenant, deleted.SessionId));
        if (value is MemberRemoved removed) CloseAll(entry.Stream.Tenant, removed.UserId);
    }

    /// <summary>A connection's peer is known.</summary>
    internal void Enter(IConnection connection, Caller caller)
    {
        lock (_gate) _present[connection] = caller;
    }

    /// <summary>A connection is gone.</summary>
    internal void Leave(IConnection connection)
    {
        lock (_gate) _present.Remove(connection);
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

    private void EndJoins(StreamId session)
    {
        List<Join>? ended;
        lock (_gate) _joins.Remove(session, out ended);
        foreach (var join in ended ?? []) join.End();
    }

    private void CloseAll(string tenant, string userId)
    {
        List<IConnection> theirs;
        lock (_gate)
            theirs = [.. _present.Where(one => one.Value.TenantId == tenant && one.Value.UserId == userId).Select(one => one.Key)];
        foreach (var connection in theirs) connection.Close(NoMember);
    }
}
