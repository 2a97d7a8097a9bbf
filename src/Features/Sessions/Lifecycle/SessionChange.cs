using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Lifecycle;

/// <summary>One change of a session: its events and its new record, to be committed together.</summary>
internal sealed class SessionChange(string tenant, StoredSession before, long version, long now)
{
    private readonly List<Event> _said = [];
    private readonly List<Event> _announced = [];
    private readonly List<Change> _changes = [];

    /// <summary>The record as it will be.</summary>
    public StoredSession After { get; private set; } = before;

    /// <summary>Unix milliseconds; one change has one time.</summary>
    public long Now { get; } = now;

    /// <summary>An event in the session's own stream.</summary>
    public void Say(Event value) => _said.Add(value);

    /// <summary>An event in the tenant's stream, in place of the session.updated that a changed record brings.</summary>
    public void Announce(Event value) => _announced.Add(value);

    /// <summary>A document or blob that changes with it.</summary>
    public void Also(Change change) => _changes.Add(change);

    /// <summary>Changes the record.</summary>
    public void Edit(Func<StoredSession, StoredSession> edit) => After = edit(After) with { UpdatedAt = Now };

    /// <summary>Moves to another state.</summary>
    /// <exception cref="InvalidOperationException">The state may not follow: a fault of ours.</exception>
    public void Move(SessionState to, string reason)
    {
        if (!SessionTransitions.IsAllowed(After.Status, to))
            throw new InvalidOperationException($"A session cannot go from {After.Status} to {to}.");
        Reset(to, reason);
    }

    /// <summary>Sets the state whatever it was: after a crash nothing of what ran is left to be moved through its states.</summary>
    public void Reset(SessionState to, string reason)
    {
        Say(new SessionStateChanged(After.Id, to, After.Status, reason));
        Edit(session => session with { Status = to });
    }

    /// <summary>Adds a message to the conversation; it came with the event said last.</summary>
    public void Remember(string role, string turnId, string content)
    {
        var message = new StoredMessage($"{turnId}:{role}", role, content, Now, turnId);
        var key = new DocumentKey(tenant, SessionKeys.Messages(After.Id), message.Id);
        Also(SessionStore.Put(key, message, StoredJson.Default.StoredMessage) with { SortByEvent = _said.Count - 1 });
    }

    /// <summary>The whole of it.</summary>
    public Append ToAppend()
    {
        if (!ReferenceEquals(After, before))
        {
            if (_announced.Count == 0) Announce(new SessionUpdated(After.ToMeta(tenant)));
            var sortKey = SessionKeys.SessionSort(After.Archived, After.CreatedAt, After.Id);
            Also(SessionStore.Put(SessionKeys.Session(tenant, After.Id), After, StoredJson.Default.StoredSession, sortKey) with { ExpectedVersion = version });
            MarkActive();
        }

        var session = StreamId.Session(tenant, After.Id);
        var everyone = StreamId.OfTenant(tenant);
        return new Append([.. _said.Select(value => NewEvent.Of(session, value)), .. _announced.Select(value => NewEvent.Of(everyone, value))])
        {
            Changes = _changes,
        };
    }

    private void MarkActive()
    {
        var isActive = SessionTransitions.IsActive(After.Status);
        if (isActive == SessionTransitions.IsActive(before.Status)) return;
        var key = SessionKeys.ActiveMark(tenant, After.Id);
        Also(isActive ? SessionStore.Put(key, new ActiveMark(Now), StoredJson.Default.ActiveMark) : new DeleteDocument(key));
    }
}
