using Carillon.Contracts.Scheduling;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Planning;

/// <summary>A due time that is to become a run.</summary>
internal readonly record struct DueTime(long At, TriggerSource Source);

/// <summary>What becomes of a job that is due: its runs, earliest first, and when it is due next.</summary>
internal sealed record Claim(IReadOnlyList<DueTime> Due, long? Next)
{
    /// <summary>The most due times on time that one claim looks at: a job is due once a second at the most.</summary>
    private const int MostOnTime = 61;

    /// <summary>Whatever the clock did since, every due time until now is dealt with here, once: the next one lies after now.</summary>
    public static Claim Of(StoredJob job, Timetable times, long now, TimeSpan grace)
    {
        var first = job.NextRunAt ?? long.MaxValue;
        var onTimeFrom = Math.Max(first, now - (long)grace.TotalMilliseconds);
        List<DueTime> due = [.. times.Latest(onTimeFrom, now, MostOnTime).Select(at => new DueTime(at, TriggerSource.Schedule))];
        if (first < onTimeFrom)
        {
            var missed = times.Latest(first, onTimeFrom - 1, Wanted(job.Definition, due.Count));
            due.InsertRange(0, missed.Select(at => new DueTime(at, TriggerSource.CatchUp)));
        }

        return new Claim(due, times.NextAfter(now));
    }

    /// <summary>One run for all that was missed is not needed where one is due just now.</summary>
    private static int Wanted(JobDefinition definition, int onTime) => definition.CatchUp switch
    {
        CatchUpPolicy.Once => onTime == 0 ? 1 : 0,
        CatchUpPolicy.All => definition.CatchUpLimit,
        _ => 0,
    };
}
