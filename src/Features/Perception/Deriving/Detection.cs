using Carillon.Core.Ports;
using Carillon.Events;

namespace Carillon.Features.Perception.Deriving;

/// <summary>All detectors together: what is seen goes in, in order of time, and what follows from it comes out. Used by one caller at a time.</summary>
internal sealed class Detection
{
    private readonly IDetector[] _first;
    private readonly ActivityDetector _activity;

    public Detection(PerceptionRules rules, Func<string, string?> rootOf, IIdSource ids)
    {
        _first =
        [
            new ProgrammingDetector(rules.Programming, rootOf, ids),
            new MeetingDetector(rules.Meeting, rules.Activity.Browsers),
            new IdleDetector(rules.Idle),
            new PressureDetector("cpu", "load", rules.Cpu),
            new PressureDetector("memory", "memory", rules.Memory),
            new PressureDetector("battery", "battery", rules.Battery),
        ];
        _activity = new ActivityDetector(rules.Activity);
    }

    /// <summary>When time alone may change something.</summary>
    public DateTimeOffset? Due => _first.Append<IDetector>(_activity).Min(detector => detector.Due);

    public IReadOnlyList<Event> Observe(Event seen, DateTimeOffset at)
    {
        var derived = Derive(at, (detector, found) => detector.Observe(seen, at, found));
        _activity.Observe(seen, at, derived);
        return derived;
    }

    public IReadOnlyList<Event> Pass(DateTimeOffset now) => Derive(now, (_, _) => { });

    public void Recall(Remembered remembered, DateTimeOffset now)
    {
        foreach (var detector in _first) detector.Recall(remembered, now);
        _activity.Recall(remembered, now);
    }

    public Remembered Remember(Remembered remembered) =>
        _activity.Remember(_first.Aggregate(remembered, (known, detector) => detector.Remember(known)));

    /// <summary>What time brought about comes before what was seen; what was derived goes on to the activity.</summary>
    private List<Event> Derive(DateTimeOffset at, Action<IDetector, ICollection<Event>> take)
    {
        var derived = new List<Event>();
        foreach (var detector in _first)
        {
            detector.Pass(at, derived);
            take(detector, derived);
        }

        foreach (var found in derived.ToList()) _activity.Observe(found, at, derived);
        _activity.Pass(at, derived);
        return derived;
    }
}
