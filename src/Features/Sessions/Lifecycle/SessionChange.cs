using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Lifecycle;

/// <summary>One change of a session: its events and its new record, to be committed together.</summary>
internal sealed class SessionChange
{
    private readonly string _tenant;
    private readonly StoredSession _before;
    private readonly long _version;
    private readonly List<Event> _said = [];
    private readonly List<Change> _changes = [];
    private Func<SessionMeta, Event> _announcement = meta => new SessionUpdated(meta);

    /// <param name="version">The version of the document that <paramref name="before"/> was read from.</param>
    /// <param name="now">Unix milliseconds; one change has one time.</param>
    public SessionChange(string tenant, StoredSession before, long version, long now)
    {
        _tenant = tenant;
        _before = After = before;
        _version = version;
        Now = now;
    }

    /// <summary>The record as it will be.</summary>
    public StoredSession After { get; private set; }

    public long Now { get; }

    /// <summary>An event in the session's own stream.</summary>
    public void Say(Event value) => _said.Add(value);

    /// <summary>What the tenant hears in place of session.updated.</summary>
    public void Announce(Func<SessionMeta, Event> announcement) => _announcement = announcement;

    /// <summary>A document or blob that changes with it.</summary>
    public void Also(Change change) => _changes.Add(change);

    /// <summary>Changes the record.</summary>
    public void Edit(Func<StoredSession, StoredSession> edit) => After = edit(After);

    /// <summary>Moves to another state.</summary>
    /// <exception cref="InvalidOperationException">The state may not follow: a fault of ours.</exception>
    public void Move(SessionState to, string reason)
    {
        if (!SessionTransitions.IsAllowed(After.Status, to))
            throw new InvalidOperationException($"A session cannot go from {After.Status} to {to}.");
        Reset(to, reason);
    }

    /// <summary>Sets the state whatever it was: after a crash nothing is left that could be moved through its states.</summary>
    public void Reset(SessionState to, string reason)
    {
        Say(new SessionStateChanged(After.Id, to, After.Status, reason));
        Edit(session => session with { Status = to });
    }

    /// <summary>Adds a message to the conversation; it came with the event said last.</summary>
    public void Remember(string role, string turnId, string content)
    {
        var message = new StoredMessage($"{turnId}:{role}", role, content, Now, turnId);
        var key = new DocumentKey(_tenant, SessionKeys.Messages(After.Id), message.Id);
        Also(SessionStore.Put(key, message, StoredJson.Default.StoredMessage) with { SortByEvent = _said.Count - 1 });
        Edit(session => session with { Said = session.Said?.With(content) });
    }

    /// <summary>Lets a turn be found by its id alone.</summary>
    public void PointAt(string turnId)
    {
        var key = SessionKeys.Run(_tenant, turnId);
        Also(SessionStore.Put(key, new SessionPointer(After.Id), StoredJson.Default.SessionPointer, After.Id));
    }

    /// <summary>The whole of it. The tenant hears of it only when something changed that others see.</summary>
    public Append ToAppend()
    {
        var session = StreamId.Session(_tenant, After.Id);
        var events = _said.ConvertAll(value => NewEvent.Of(session, value));
        List<Change> changes = [.. _changes];
        if (IsVisible)
        {
            After = After with { UpdatedAt = Now };
            events.Add(NewEvent.Of(StreamId.OfTenant(_tenant), _announcement(After.ToMeta(_tenant))));
        }

        if (After != _before) changes.Add(PutSession());
        if (SessionTransitions.IsActive(After.Status) != SessionTransitions.IsActive(_before.Status)) changes.Add(MarkActive());
        return new Append(events) { Changes = changes };
    }

    private bool IsVisible => After.ToMeta(_tenant) != _before.ToMeta(_tenant);

    private PutDocument PutSession()
    {
        var sortKey = SessionKeys.SessionSort(After.Archived, After.CreatedAt, After.Id);
        var key = SessionKeys.Session(_tenant, After.Id);
        return SessionStore.Put(key, After, StoredJson.Default.StoredSession, sortKey) with { ExpectedVersion = _version };
    }

    private Change MarkActive()
    {
        var key = SessionKeys.ActiveMark(_tenant, After.Id);
        return SessionTransitions.IsActive(After.Status)
            ? SessionStore.Put(key, new ActiveMark(Now), StoredJson.Default.ActiveMark)
            : new DeleteDocument(key);
    }
}
