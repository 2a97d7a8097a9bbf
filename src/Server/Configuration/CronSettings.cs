using Carillon.Contracts.Scheduling;
using Carillon.Core.Identity;
using Carillon.Features.Scheduling;
using Carillon.Features.Scheduling.Jobs;

namespace Carillon.Server.Configuration;

/// <summary>Scheduled jobs, and the bounds of all of them together.</summary>
public sealed record CronSettings
{
    /// <summary>Runs that are under way at once; the others wait, by priority.</summary>
    public int MaxConcurrentRuns { get; set; } = 5;

    /// <summary>How long one try may take where the job does not say.</summary>
    public int TimeoutSeconds { get; set; } = 1800;

    /// <summary>Runs of a job that its history keeps; older ones go, with their sessions.</summary>
    public int HistoryPerJob { get; set; } = 100;

    /// <summary>Jobs a tenant may have.</summary>
    public int MaxJobs { get; set; } = 10_000;

    /// <summary>The wait before the first retry; each further one is twice as long.</summary>
    public int RetryDelaySeconds { get; set; } = 30;

    /// <summary>The longest wait before a retry.</summary>
    public int MaxRetryDelaySeconds { get; set; } = 3600;

    /// <summary>Whether jobs may run commands.</summary>
    public bool Commands { get; set; } = true;

    /// <summary>Names of the server's own environment that prompts may show, as <c>{{env:NAME}}</c>.</summary>
    public IReadOnlyList<string> Environment { get; set; } = [];

    /// <summary>Jobs that are brought in line with this file at start: for a name that is there already, the file wins.</summary>
    public IReadOnlyList<CronJobSettings> Jobs { get; set; } = [];

    internal SchedulingOptions Options => new()
    {
        MaxConcurrentRuns = MaxConcurrentRuns,
        Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        HistoryPerJob = HistoryPerJob,
        MaxJobs = MaxJobs,
        RetryDelay = TimeSpan.FromSeconds(RetryDelaySeconds),
        MaxRetryDelay = TimeSpan.FromSeconds(MaxRetryDelaySeconds),
        AllowCommands = Commands,
        Environment = Environment.ToHashSet(StringComparer.Ordinal),
    };

    internal IReadOnlyList<ConfiguredJob> ConfiguredJobs => [.. Jobs.Select(job => job.Configured)];

    internal IEnumerable<(string Place, string Text)> Mistakes()
    {
        if (MaxConcurrentRuns is < 1 or > 1000) yield return ("cron.maxConcurrentRuns", "from 1 to 1000");
        if (TimeoutSeconds is < 1 or > 604_800) yield return ("cron.timeoutSeconds", "from 1 to 604800");
        if (HistoryPerJob is < 1 or > 10_000) yield return ("cron.historyPerJob", "from 1 to 10000");
        if (MaxJobs is < 1 or > 1_000_000) yield return ("cron.maxJobs", "from 1 to 1000000");
        if (RetryDelaySeconds is < 1 or > 86_400) yield return ("cron.retryDelaySeconds", "from 1 to 86400");
        if (MaxRetryDelaySeconds < RetryDelaySeconds || MaxRetryDelaySeconds > 604_800) yield return ("cron.maxRetryDelaySeconds", "from cron.retryDelaySeconds to 604800");
        var names = new HashSet<(string, string)>();
        for (var i = 0; i < Jobs.Count; i++)
        {
            // A job of a wrong kind has its own line already.
            if (Jobs[i] is not { } job) continue;
            if (job.Configured.Mistake(Options) is { } text) yield return ($"cron.jobs.{i}", text);
            if (!names.Add((job.Tenant, job.Name))) yield return ($"cron.jobs.{i}.name", "another job has this name");
        }
    }
}

/// <summary>A scheduled job; its members are those of the API.</summary>
public sealed record CronJobSettings
{
    /// <summary>Of this job only, in its tenant.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whose it is.</summary>
    public string Tenant { get; set; } = Caller.Dev.TenantId;

    /// <summary>Whether it comes due.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>When it is due; left out for a job that runs by hand or in a chain only.</summary>
    public CronScheduleSettings? Schedule { get; set; }

    /// <summary>The agent that gets the prompt.</summary>
    public string? AgentId { get; set; }

    /// <summary>What the agent is asked; names in double braces are replaced.</summary>
    public string? Prompt { get; set; }

    /// <summary>A line for the shell, in place of an agent and a prompt.</summary>
    public string? Command { get; set; }

    /// <summary>An IANA name.</summary>
    public string Timezone { get; set; } = "UTC";

    /// <summary>Names of its own for the prompt.</summary>
    public IReadOnlyDictionary<string, string>? ContextVars { get; set; }

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string>? Tags { get; set; }

    /// <summary>How often a run that failed is tried again.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>1 to 10: of runs that wait for a place, higher ones go first.</summary>
    public int Priority { get; set; } = 5;

    /// <summary>For each try.</summary>
    public long? TimeoutMs { get; set; }

    /// <summary>What happens to a due time while it still runs.</summary>
    public OverlapPolicy Overlap { get; set; } = OverlapPolicy.Skip;

    /// <summary>What happens to due times that passed while the server was down.</summary>
    public CatchUpPolicy CatchUp { get; set; } = CatchUpPolicy.Once;

    /// <summary>The most runs that are caught up on at a time.</summary>
    public int CatchUpLimit { get; set; } = 5;

    /// <summary>The name of the job that runs after a run that went well.</summary>
    public string? OnSuccess { get; set; }

    /// <summary>The name of the job that runs after a run that failed.</summary>
    public string? OnFailure { get; set; }

    internal ConfiguredJob Configured => new(Tenant, Name, Definition, Enabled, OnSuccess, OnFailure);

    private JobDefinition Definition => new(
        Schedule is { } schedule ? new JobSchedule(schedule.Cron, schedule.EveryMs, schedule.At) : null,
        AgentId,
        Prompt,
        Command,
        Timezone,
        ContextVars,
        Tags,
        MaxRetries,
        Priority,
        TimeoutMs,
        Overlap,
        CatchUp,
        CatchUpLimit);
}

/// <summary>When a job is due: exactly one of the three.</summary>
public sealed record CronScheduleSettings
{
    /// <summary>A cron expression of 5 fields, in the job's time zone.</summary>
    public string? Cron { get; set; }

    /// <summary>Every so many milliseconds, from 1000.</summary>
    public long? EveryMs { get; set; }

    /// <summary>Once, at this moment: Unix milliseconds.</summary>
    public long? At { get; set; }
}
