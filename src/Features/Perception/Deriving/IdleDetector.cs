using Carillon.Events;

namespace Carillon.Features.Perception.Deriving;

/// <summary>
/// Tells when nobody is at the machine: no input for as long as the rule says, or a locked screen. Where input cannot be told of, a
/// display that is off counts instead; where nothing can be told of, it says nothing. Any input ends it.
/// </summary>
internal sealed class IdleDetector(IdleRule rule) : IDetector
{
    private string? _input;
    private DateTimeOffset _lastInput;
    private DateTimeOffset? _lockedSince;
    private DateTimeOffset? _darkSince;
    private DateTimeOffset? _awaySince;
    private bool _idle;

    public DateTimeOffset? Due => !_idle && QuietSince is var (since, threshold) ? since + threshold : null;

    private bool KnowsInput => _input is "active" or "inactive";

    /// <summary>Since when there is no sign of anyone, and how long that must last.</summary>
    private (DateTimeOffset Since, TimeSpan Threshold)? QuietSince => this switch
    {
        { _lockedSince: { } locked } when rule.WhenLocked => (KnowsInput && _lastInput < locked ? _lastInput : locked, TimeSpan.Zero),
        { _input: "inactive" } => (_lastInput, rule.After),
        { KnowsInput: false, _darkSince: { } dark } => (dark, rule.After),
        _ => null,
    };

    public void Observe(Event seen, DateTimeOffset at, ICollection<Event> derived)
    {
        if (seen is not DaemonSystemState state) return;
        switch (state.Kind)
        {
            case "user_activity":
                _input = state.State;
                if (state.Value is { } seconds) _lastInput = at - TimeSpan.FromSeconds(seconds);
                break;
            case "lock":
                _lockedSince = state.State == "locked" ? _lockedSince ?? at : null;
                break;
            case "display":
                _darkSince = state.State == "off" ? _darkSince ?? at : null;
                break;
            default:
                return;
        }

        Pass(at, derived);
        if (_idle && QuietSince is null && IsBack) Tell(false, at, derived);
    }

    public void Pass(DateTimeOffset now, ICollection<Event> derived)
    {
        if (_idle || QuietSince is not var (since, threshold) || now < since + threshold) return;
        _awaySince = since;
        Tell(true, now, derived);
    }

    public void Recall(Remembered remembered, DateTimeOffset now)
    {
        _idle = remembered.Idle;
        if (_idle) _awaySince = now;
    }

    public Remembered Remember(Remembered remembered) => remembered with { Idle = _idle };

    /// <summary>Something says that someone is there; that nothing can be told is no sign of anyone.</summary>
    private bool IsBack => _input == "active" || (!KnowsInput && (_lockedSince, _darkSince) is (null, null));

    private void Tell(bool idle, DateTimeOffset at, ICollection<Event> derived)
    {
        _idle = idle;
        derived.Add(new DaemonIdleStateChanged(idle, (long)(at - (_awaySince ?? at)).TotalMilliseconds));
    }
}
