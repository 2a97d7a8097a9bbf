using System.Collections.Immutable;
using Carillon.Events;

namespace Carillon.Features.Perception.Deriving;

/// <summary>
/// Tells how scarce one resource is. A level is reached when the value has been at or beyond it for as long as its rule says, and left
/// at once when the value has come back from it by the margin.
/// </summary>
internal sealed class PressureDetector(string resource, string kind, PressureRule rule) : IDetector
{
    private static readonly string[] Names = ["normal", "warning", "critical"];

    private int _level;
    private int _reached;
    private double _value;

    public DateTimeOffset? Due { get; private set; }

    /// <summary>Low is bad for a battery, high for everything else.</summary>
    private bool IsInverted => kind == "battery";

    public void Observe(Event seen, DateTimeOffset at, ICollection<Event> derived)
    {
        if (seen is not DaemonSystemState state || state.Kind != kind || state.Value is not { } value) return;
        _value = value;
        var level = IsInverted && state.State != "discharging" ? 0 : LevelOf(value);
        if (level > _level)
        {
            // What counts is the level that was held all the time, not the highest that was touched.
            _reached = Due is null ? level : Math.Min(_reached, level);
            Due ??= at + rule.Hold;
            Pass(at, derived);
            return;
        }

        Due = null;
        if (level < _level) Tell(level, derived);
    }

    public void Pass(DateTimeOffset now, ICollection<Event> derived)
    {
        if (Due is not { } due || now < due) return;
        Due = null;
        Tell(_reached, derived);
    }

    public void Recall(Remembered remembered, DateTimeOffset now) =>
        _level = Math.Max(0, Array.IndexOf(Names, remembered.Pressure.GetValueOrDefault(resource, Names[0])));

    public Remembered Remember(Remembered remembered) => remembered with
    {
        Pressure = _level == 0 ? remembered.Pressure.Remove(resource) : remembered.Pressure.SetItem(resource, Names[_level]),
    };

    private int LevelOf(double value)
    {
        var (badness, warning, critical) = IsInverted
            ? (100 - value, 100 - rule.Warning, 100 - rule.Critical)
            : (value, rule.Warning, rule.Critical);
        if (badness >= critical || (_level == 2 && badness > critical - rule.Margin)) return 2;
        return badness >= warning || (_level >= 1 && badness > warning - rule.Margin) ? 1 : 0;
    }

    private void Tell(int level, ICollection<Event> derived)
    {
        derived.Add(new DaemonResourcePressureChanged(resource, Names[_level], Names[level], _value));
        _level = level;
    }
}
