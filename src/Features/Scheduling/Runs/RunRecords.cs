using Carillon.Contracts.Scheduling;
using Carillon.Events;
using Carillon.Features.Scheduling.Attempts;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Runs;

/// <summary>What becomes of a run at each step, as changes to be committed; all of it inside the turnstile.</summary>
internal sealed class RunRecords(JobBook book, SchedulingPorts ports, SchedulingOptions options)
{
    /// <summary>Runs of a job that may wait for one before them.</summary>
    private const int MostWaiting = 100;

    /// <summary>Makes it sure that a run will happen, unless the job runs and may not then: that is counted, and null comes back.</summary>
    public StoredRun? Claim(JobChanges changes, LiveJob live, TriggerSource source, long? dueAt)
    {
        var job = changes.Of(live);
        if (!MayRun(job.Definition.Overlap, source, changes.ActiveOf(live)))
        {
            changes.Put(live, job with { SkippedCount = job.SkippedCount + 1 });
            return null;
        }

        var number = job.RunCount + 1;
        var run = new StoredRun(number, new JobRun(ports.Ids.NewId(), live.Id, JobRunStatus.Queued, source, changes.Now, dueAt));
        changes.Put(live, job with { RunCount = number });
        changes.Put(live, run);
        return run;
    }

    /// <summary>A try begins.</summary>
    public static StoredRun Begin(JobChanges changes, LiveJob live, StoredRun run)
    {
        var begun = run with
        {
            Run = run.Run with
            {
                Status = JobRunStatus.Running,
                StartedAt = run.Run.StartedAt ?? changes.Now,
                Attempts = run.Run.Attempts + 1,
                RetryAt = null,
                SessionId = null,
                ExitCode = null,
            },
        };
        changes.Put(live, begun);
        if (begun.Run.Attempts > 1) return begun;
        var job = changes.Of(live);
        changes.Put(live, job with { LastRunAt = changes.Now });
        changes.Say(live.Tenant, new CronTriggered(live.Id, run.Run.RunId, TriggerSources.NameOf(run.Run.TriggerSource), job.Name, run.Run.DueAt));
        return begun;
    }

    /// <summary>A try ended: the run ends with it, or waits for the next.</summary>
    public void End(JobChanges changes, LiveJob live, StoredRun run, AttemptOutcome outcome)
    {
        var ended = run with { Run = run.Run with { Output = outcome.Output ?? run.Run.Output, ExitCode = outcome.ExitCode } };
        switch (outcome)
        {
            case AttemptOutcome.Completed:
                Complete(changes, live, ended, outcome.Output ?? "");
                break;
            case AttemptOutcome.Failed failed when failed.MayRetry && run.Run.Attempts <= live.Job.Definition.MaxRetries:
                Retry(changes, live, ended, failed.Error);
                break;
            case AttemptOutcome.Failed failed:
                Fail(changes, live, ended, failed.Error);
                break;
        }
    }

    private static bool MayRun(OverlapPolicy overlap, TriggerSource source, int active) => active == 0 || overlap switch
    {
        OverlapPolicy.Parallel => true,
        OverlapPolicy.Queue => active < MostWaiting,

        // What was missed is caught up on one after the other, as it would have run.
        _ => source == TriggerSource.CatchUp && active < MostWaiting,
    };

    private void Complete(JobChanges changes, LiveJob live, StoredRun run, string output)
    {
        var ended = Finish(changes, run, JobRunStatus.Completed, error: null);
        var job = changes.Of(live);
        changes.Put(live, ended);
        changes.Put(live, job with
        {
            LastStatus = JobRunStatus.Completed,
            LastDurationMs = ended.Run.DurationMs,
            LastError = null,
            ConsecutiveFailures = 0,
        });
        changes.Add(JobStore.Put(CronKeys.Output(live.Tenant, live.Id), new LastOutput(output), StoredJson.Default.LastOutput));
        changes.Say(live.Tenant, new CronCompleted(live.Id, run.Run.RunId, ended.Run.DurationMs!.Value, job.Name, run.Run.SessionId));
        GoOn(changes, live, job.Definition.NextJobIdOnSuccess);
    }

    private void Retry(JobChanges changes, LiveJob live, StoredRun run, string error)
    {
        var retryAt = changes.Now + (long)Backoff(run.Run.Attempts).TotalMilliseconds;
        changes.Put(live, run with { Run = run.Run with { Status = JobRunStatus.Retrying, Error = error, RetryAt = retryAt } });
        changes.Say(live.Tenant, new CronRetrying(live.Id, run.Run.RunId, run.Run.Attempts, error, retryAt, changes.Of(live).Name));
    }

    private void Fail(JobChanges changes, LiveJob live, StoredRun run, string error)
    {
        var ended = Finish(changes, run, JobRunStatus.Failed, error);
        var job = changes.Of(live);
        changes.Put(live, ended);
        changes.Put(live, job with
        {
            LastStatus = JobRunStatus.Failed,
            LastDurationMs = ended.Run.DurationMs,
            LastError = error,
            ConsecutiveFailures = job.ConsecutiveFailures + 1,
        });
        changes.Say(live.Tenant, new CronFailed(live.Id, run.Run.RunId, error, job.Name, run.Run.SessionId));
        GoOn(changes, live, job.Definition.NextJobIdOnFailure);
    }

    private static StoredRun Finish(JobChanges changes, StoredRun run, JobRunStatus status, string? error) => run with
    {
        Run = run.Run with
        {
            Status = status,
            Error = error,
            EndedAt = changes.Now,
            DurationMs = Math.Max(0, changes.Now - (run.Run.StartedAt ?? changes.Now)),
        },
    };

    /// <summary>The next job of the chain is claimed with the end of this one: neither is there without the other.</summary>
    private void GoOn(JobChanges changes, LiveJob live, string? nextJobId)
    {
        if (nextJobId is not null && book.Find(live.Tenant, nextJobId) is { Job.Enabled: true } next)
            Claim(changes, next, TriggerSource.Chain, dueAt: null);
    }

    private TimeSpan Backoff(int attempts)
    {
        var wait = options.RetryDelay * Math.Pow(2, Math.Min(attempts - 1, 30));
        return wait < options.MaxRetryDelay ? wait : options.MaxRetryDelay;
    }
}
