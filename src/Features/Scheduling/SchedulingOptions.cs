namespace Carillon.Features.Scheduling;

/// <summary>Bounds of all jobs together.</summary>
public sealed record SchedulingOptions
{
    /// <summary>Runs that are under way at once; the others wait, by priority.</summary>
    public int MaxConcurrentRuns { get; init; } = 5;

    /// <summary>How long one try may take where the job does not say.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Runs of a job that its history keeps; older ones go, with their sessions.</summary>
    public int HistoryPerJob { get; init; } = 100;

    /// <summary>Jobs a tenant may have.</summary>
    public int MaxJobs { get; init; } = 10_000;

    /// <summary>The wait before the first retry; each further one is twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait before a retry.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether jobs may run commands.</summary>
    public bool AllowCommands { get; init; } = true;

    /// <summary>Names of the server's own environment that prompts may show.</summary>
    public IReadOnlySet<string> Environment { get; init; } = new HashSet<string>();

    /// <summary>How late a due time may be and still count as on time.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest sleep: after it the time of day is looked at again, in case somebody set it or the machine slept.</summary>
    internal TimeSpan LongestSleep { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before a log that takes no writes is asked again.</summary>
    internal TimeSpan LogRetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
