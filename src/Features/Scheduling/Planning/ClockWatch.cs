namespace Carillon.Features.Scheduling.Planning;

/// <summary>Notices when the time of day moves otherwise than time does: somebody set it.</summary>
internal sealed class ClockWatch(TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);
    private DateTimeOffset _now = clock.GetUtcNow();
    private long _timestamp = clock.GetTimestamp();

    /// <summary>Whether it was put back since the last look, by more than clocks are ever adjusted.</summary>
    public bool WasPutBack()
    {
        var (now, timestamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        var drift = now - _now - clock.GetElapsedTime(_timestamp, timestamp);
        (_now, _timestamp) = (now, timestamp);
        return drift < -Tolerance;
    }
}
