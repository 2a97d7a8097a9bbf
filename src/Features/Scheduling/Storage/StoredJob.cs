using Carillon.Contracts.Scheduling;

namespace Carillon.Features.Scheduling.Storage;

/// <summary>A job's document. Times are Unix milliseconds.</summary>
/// <param name="CountedFrom">Where an interval is counted from: when the schedule was set.</param>
/// <param name="OldestRun">The number of the oldest run that is kept.</param>
/// <param name="Configured">It stands in the configuration file, or stood there.</param>
internal sealed record StoredJob(
    string Id,
    string Name,
    JobDefinition Definition,
    bool Enabled,
    string CreatedBy,
    long CreatedAt,
    long UpdatedAt,
    long CountedFrom,
    long? NextRunAt = null,
    long? LastRunAt = null,
    JobRunStatus? LastStatus = null,
    long? LastDurationMs = null,
    string? LastError = null,
    long RunCount = 0,
    long SkippedCount = 0,
    int ConsecutiveFailures = 0,
    long OldestRun = 1,
    bool Configured = false)
{
    public Job ToJob(int activeRuns) => new(
        Id,
        Name,
        Definition,
        Enabled,
        CreatedBy,
        CreatedAt,
        UpdatedAt,
        NextRunAt,
        LastRunAt,
        LastStatus,
        LastDurationMs,
        LastError,
        RunCount,
        SkippedCount,
        ConsecutiveFailures,
        activeRuns);
}
