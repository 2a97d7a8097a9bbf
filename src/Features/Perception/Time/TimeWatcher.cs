using System.Globalization;
using Carillon.Core.Scheduling;
using Carillon.Events;
using Carillon.Features.Perception.Recording;

namespace Carillon.Features.Perception.Time;

/// <summary>
/// Goes off by cron expressions, at intervals and at set moments. A moment that passed while nobody watched, or while the machine slept,
/// is told once at the next look if it is of an expression or an interval, and not at all if it had passed before the watcher began.
/// </summary>
internal sealed class TimeWatcher(IReadOnlyList<TimeTrigger> triggers, TimeProvider clock) : IWatcher
{
    // Clocks are set, and machines sleep: a wait is never longer than this, so that neither is noticed much later.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public string Id => WatcherNames.Time;

    public IReadOnlyDictionary<string, string> Details { get; } =
        new Dictionary<string, string> { ["triggers"] = triggers.Count.ToString(CultureInfo.InvariantCulture) };

    public async Task RunAsync(WatcherReport report, CancellationToken cancellationToken)
    {
        var began = clock.GetUtcNow();
        var alarms = triggers.Select(trigger => new Alarm(trigger, began)).ToList();
        while (true)
        {
            var now = clock.GetUtcNow();
            foreach (var alarm in alarms.Where(alarm => alarm.Due <= now).OrderBy(alarm => alarm.Due).ToList())
                await report.TellAsync(alarm.GoOff(now), cancellationToken);

            var next = alarms.Min(alarm => alarm.Due) ?? DateTimeOffset.MaxValue;
            var wait = next - clock.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait < LongestWait ? wait : LongestWait, clock, cancellationToken);
        }
    }

    private sealed class Alarm
    {
        private readonly TimeTrigger _trigger;
        private readonly CronExpression? _cron;
        private readonly TimeZoneInfo _zone = TimeZoneInfo.Utc;

        public Alarm(TimeTrigger trigger, DateTimeOffset began)
        {
            _trigger = trigger;
            if (trigger.Cron is { } cron)
            {
                _cron = CronExpression.Parse(cron);
                _zone = TimeZoneNames.Find(trigger.TimeZone);
            }

            Due = trigger.At is { } at ? (at > began ? at : null) : After(began, began);
        }

        public DateTimeOffset? Due { get; private set; }

        public DaemonTime GoOff(DateTimeOffset now)
        {
            var due = Due!.Value;
            Due = _trigger.At is null ? After(due, now) : null;
            return new DaemonTime(
                _cron is not null ? "cron" : _trigger.Every is not null ? "interval" : "absolute",
                _cron?.Text,
                (long?)_trigger.Every?.TotalSeconds,
                due.ToUnixTimeMilliseconds(),
                _trigger.Name,
                _cron is null ? null : _trigger.TimeZone);
        }

        private DateTimeOffset? After(DateTimeOffset due, DateTimeOffset now)
        {
            if (_cron is not null) return _cron.NextAfter(now, _zone);
            if (_trigger.Every is not { } every) return null;
            var missed = (long)((now - due) / every);
            return due + (every * (missed + 1));
        }
    }
}
