using System.Collections.Immutable;
using Carillon.Core.Ports;
using Carillon.Events;

namespace Carillon.Features.Perception.Deriving;

/// <summary>
/// Tells when somebody begins and ceases to program: an editor or agent runs, and source files change below one project's root. Its
/// language is the one that most of the changes were in.
/// </summary>
/// <param name="rootOf">The project that a file belongs to, or null.</param>
internal sealed class ProgrammingDetector(ProgrammingRule rule, Func<string, string?> rootOf, IIdSource ids) : IDetector
{
    // A command may change thousands of files: more than this many changes say no more than these.
    private const int MostChanges = 1000;

    private readonly RunningNames _tools = new([.. rule.Editors, .. rule.Agents]);
    private readonly Dictionary<string, List<Change>> _recent = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private DateTimeOffset? _toolsGone = DateTimeOffset.MinValue;

    public DateTimeOffset? Due => _sessions.Count == 0 ? null : _sessions.Values.Min(EndOf);

    public void Observe(Event seen, DateTimeOffset at, ICollection<Event> derived)
    {
        Pass(at, derived);
        if (seen is DaemonFile { Kind: "created" or "modified" or "renamed", Folder: not true } file) Changed(file.Path, at, derived);
        else if (_tools.Observe(seen)) ToolsChanged(at, derived);
    }

    public void Pass(DateTimeOffset now, ICollection<Event> derived)
    {
        foreach (var session in _sessions.Values.Where(session => now >= EndOf(session)).ToList())
        {
            _sessions.Remove(session.Root);
            var last = _toolsGone is { } gone && gone > session.LastChange ? gone : session.LastChange;
            derived.Add(new DaemonProgrammingSessionEnded(
                session.Root, (long)(last - session.StartedAt).TotalMilliseconds, Languages.Winner(session.Votes), session.Id));
        }
    }

    public void Recall(Remembered remembered, DateTimeOffset now)
    {
        _toolsGone = now;
        foreach (var (id, root, started, last, votes) in remembered.Sessions)
        {
            _sessions[root] = new Session(id, root, DateTimeOffset.FromUnixTimeMilliseconds(started))
            {
                LastChange = DateTimeOffset.FromUnixTimeMilliseconds(last),
                Votes = votes.ToDictionary(),
            };
        }
    }

    public Remembered Remember(Remembered remembered) => remembered with
    {
        Sessions =
        [
            .. _sessions.Values.Select(session => new RememberedSession(
                session.Id, session.Root, session.StartedAt.ToUnixTimeMilliseconds(), session.LastChange.ToUnixTimeMilliseconds(), session.Votes.ToImmutableSortedDictionary(StringComparer.Ordinal))),
        ],
    };

    private DateTimeOffset EndOf(Session session)
    {
        var quiet = session.LastChange + rule.Quiet;
        return _toolsGone is { } gone && gone + rule.Grace < quiet ? gone + rule.Grace : quiet;
    }

    private void Changed(string path, DateTimeOffset at, ICollection<Event> derived)
    {
        if (Languages.Of(path) is not { } language || rootOf(path) is not { } root) return;
        if (_sessions.TryGetValue(root, out var session))
        {
            session.Add(new Change(at, language));
            return;
        }

        if (!_recent.TryGetValue(root, out var changes)) _recent[root] = changes = [];
        if (changes.Count == MostChanges) changes.RemoveAt(0);
        changes.Add(new Change(at, language));
        TryBegin(root, at, derived);
    }

    private void ToolsChanged(DateTimeOffset at, ICollection<Event> derived)
    {
        if (!_tools.Any)
        {
            _toolsGone ??= at;
            return;
        }

        _toolsGone = null;
        foreach (var root in _recent.Keys.Order(StringComparer.Ordinal).ToList()) TryBegin(root, at, derived);
    }

    private void TryBegin(string root, DateTimeOffset at, ICollection<Event> derived)
    {
        var changes = _recent[root];
        changes.RemoveAll(change => change.At <= at - rule.Window);
        if (changes.Count == 0) _recent.Remove(root);
        if (changes.Count < Math.Max(1, rule.Changes) || !_tools.Any) return;

        var session = new Session(ids.NewId(), root, changes[0].At);
        foreach (var change in changes) session.Add(change);
        _recent.Remove(root);
        _sessions[root] = session;
        derived.Add(new DaemonProgrammingSessionStarted(root, Languages.Winner(session.Votes), session.Id));
    }

    private readonly record struct Change(DateTimeOffset At, string Language);

    private sealed class Session(string id, string root, DateTimeOffset startedAt)
    {
        public string Id => id;

        public string Root => root;

        public DateTimeOffset StartedAt => startedAt;

        public DateTimeOffset LastChange { get; set; }

        public Dictionary<string, int> Votes { get; init; } = new(StringComparer.Ordinal);

        public void Add(Change change)
        {
            LastChange = change.At;
            Votes[change.Language] = Votes.GetValueOrDefault(change.Language) + 1;
        }
    }
}
