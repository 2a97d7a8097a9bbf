namespace Carillon.Testing;

/// <summary>Time that passes only when a test says so; timers whose moment has come run on the test's own thread.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _now += time;
            due = [.. _timers.Where(timer => timer.IsDue(_now))];
        }

        foreach (var timer in due) timer.Run();
    }

    /// <summary>How many timers wait; a test advances once what it waits for has set its timer.</summary>
    public int TimersWithin(TimeSpan time)
    {
        lock (_gate) return _timers.Count(timer => timer.IsDue(_now + time));
    }

    private sealed class ManualTimer(ManualClock clock, Action run) : ITimer
    {
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public bool IsDue(DateTimeOffset now) => _due <= now;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                clock._timers.Remove(this);
                if (_due is not null) clock._timers.Add(this);
            }

            return true;
        }

        public void Run()
        {
            lock (clock._gate)
            {
                if (!clock._timers.Remove(this)) return;
                _due = _period > TimeSpan.Zero ? clock._now + _period : null;
                if (_due is not null) clock._timers.Add(this);
            }

            run();
        }

        public void Dispose()
        {
            lock (clock._gate) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
