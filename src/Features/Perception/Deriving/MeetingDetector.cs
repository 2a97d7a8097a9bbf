using Carillon.Events;

namespace Carillon.Features.Perception.Deriving;

/// <summary>Tells when a meeting begins and ends, by the rule's programs and the microphone.</summary>
internal sealed class MeetingDetector(MeetingRule rule, IReadOnlyList<string> browsers) : IDetector
{
    private readonly RunningNames _applications = new(rule.Applications);
    private readonly RunningNames _browsers = new(browsers);
    private readonly Settling<bool> _meeting = new(false);
    private string? _microphone;
    private string? _application;

    public DateTimeOffset? Due => _meeting.Due;

    private string? Candidate => _microphone switch
    {
        "in_use" => _applications.First ?? _browsers.First,
        "free" => null,
        _ => _applications.First,
    };

    public void Observe(Event seen, DateTimeOffset at, ICollection<Event> derived)
    {
        if (seen is DaemonSystemState { Kind: "microphone" } microphone) _microphone = microphone.State;
        else if (!_applications.Observe(seen) & !_browsers.Observe(seen)) return;
        var now = Candidate is not null;
        _meeting.Propose(now, at, now ? rule.BeginAfter : rule.EndAfter);
        Pass(at, derived);
    }

    public void Pass(DateTimeOffset now, ICollection<Event> derived)
    {
        if (!_meeting.TrySettle(now)) return;
        if (_meeting.Value) _application = Candidate;
        derived.Add(new DaemonMeetingStateChanged(_meeting.Value, _application));
        if (!_meeting.Value) _application = null;
    }

    public void Recall(Remembered remembered, DateTimeOffset now)
    {
        if (remembered.Meeting is null) return;
        _application = remembered.Meeting;
        _meeting.Set(true);

        // It is over unless something soon says that it goes on.
        _meeting.Propose(false, now, rule.EndAfter);
    }

    public Remembered Remember(Remembered remembered) => remembered with { Meeting = _meeting.Value ? _application : null };
}
