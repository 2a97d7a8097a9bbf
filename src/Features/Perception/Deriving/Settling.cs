namespace Carillon.Features.Perception.Deriving;

/// <summary>A value that changes only once another has held for a while.</summary>
internal sealed class Settling<T>(T value)
    where T : IEquatable<T>
{
    private T _candidate = value;
    private DateTimeOffset? _due;

    public T Value { get; private set; } = value;

    /// <summary>When the candidate has held long enough.</summary>
    public DateTimeOffset? Due => _due;

    public void Set(T value)
    {
        Value = value;
        _due = null;
    }

    /// <summary>Says what it looks like now. A candidate that is there already goes on holding.</summary>
    public void Propose(T candidate, DateTimeOffset at, TimeSpan hold)
    {
        if (candidate.Equals(Value))
        {
            _due = null;
            return;
        }

        if (_due is not null && candidate.Equals(_candidate)) return;
        _candidate = candidate;
        _due = at + hold;
    }

    /// <summary>True when the candidate became the value.</summary>
    public bool TrySettle(DateTimeOffset now)
    {
        if (_due is not { } due || now < due) return false;
        Set(_candidate);
        return true;
    }
}
