using Carillon.Events;

namespace Carillon.Features.Perception.Deriving;

/// <summary>
/// Tells what somebody is doing, from what the other detectors derived: the first that holds of idle, meeting, coding, browsing,
/// unknown. The last two are guesses and must hold for a while.
/// </summary>
internal sealed class ActivityDetector(ActivityRule rule) : IDetector
{
    private readonly RunningNames _browsers = new(rule.Browsers);
    private readonly Settling<string> _activity = new(Activities.Unknown);
    private readonly List<DaemonProgrammingSessionStarted> _sessions = [];
    private string _told = Activities.Unknown;
    private bool _idle;
    private bool _meeting;
    private bool _locked;
    private bool _dark;
    private bool _inactive;

    public DateTimeOffset? Due => _activity.Due;

    private string Candidate =>
        _idle || _locked || _dark ? Activities.Idle
        : _meeting ? Activities.Meeting
        : _sessions.Count > 0 ? Activities.Coding
        : _browsers.Any && !_inactive ? Activities.Browsing
        : Activities.Unknown;

    public void Observe(Event seen, DateTimeOffset at, ICollection<Event> derived)
    {
        if (!TakeIn(seen)) return;
        var candidate = Candidate;
        _activity.Propose(candidate, at, candidate is Activities.Browsing or Activities.Unknown ? rule.Settle : TimeSpan.Zero);
        Pass(at, derived);
    }

    public void Pass(DateTimeOffset now, ICollection<Event> derived)
    {
        if (!_activity.TrySettle(now)) return;
        var session = _activity.Value == Activities.Coding ? _sessions[^1] : null;
        derived.Add(new DaemonActivityChanged(_told, _activity.Value, Confidence(_activity.Value), session?.Language, session?.ProjectRoot));
        _told = _activity.Value;
    }

    public void Recall(Remembered remembered, DateTimeOffset now)
    {
        _idle = remembered.Idle;
        _meeting = remembered.Meeting is not null;
        foreach (var session in remembered.Sessions)
            _sessions.Add(new DaemonProgrammingSessionStarted(session.ProjectRoot, Languages.Winner(session.Votes), session.Id));
        _told = remembered.Activity;
        _activity.Set(remembered.Activity);
        _activity.Propose(Candidate, now, rule.Settle);
    }

    public Remembered Remember(Remembered remembered) => remembered with { Activity = _told };

    private bool TakeIn(Event seen)
    {
        switch (seen)
        {
            case DaemonIdleStateChanged idle: _idle = idle.Idle; return true;
            case DaemonMeetingStateChanged meeting: _meeting = meeting.InMeeting; return true;
            case DaemonProgrammingSessionStarted started: _sessions.Add(started); return true;
            case DaemonProgrammingSessionEnded ended: return _sessions.RemoveAll(session => session.SessionId == ended.SessionId) > 0;
            case DaemonSystemState { Kind: "display" } display: _dark = display.State == "off"; return true;
            case DaemonSystemState { Kind: "lock" } screen: _locked = screen.State == "locked"; return true;
            case DaemonSystemState { Kind: "user_activity" } input: _inactive = input.State == "inactive"; return true;
            default: return _browsers.Observe(seen);
        }
    }

    /// <summary>A dark or locked screen is certain, a session has several signs, a meeting fewer; browsing is a browser that runs.</summary>
    private double Confidence(string activity) => activity switch
    {
        Activities.Idle when _locked || _dark => 1,
        Activities.Coding => 0.95,
        Activities.Idle => 0.9,
        Activities.Meeting => 0.8,
        _ => 0.5,
    };
}
