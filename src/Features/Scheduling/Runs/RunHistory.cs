using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Runs;

/// <summary>Keeps a job's history to its bound: the oldest runs go, and with each the session that was made for it.</summary>
internal sealed class RunHistory(JobBook book, JobStore store, SchedulingPorts ports, SchedulingOptions options)
{
    /// <summary>What is removed after one run; a bound that was lowered is reached over several.</summary>
    private const int MostAtOnce = 20;

    /// <summary>Removes what is over the bound.</summary>
    public async Task TrimAsync(LiveJob live, CancellationToken cancellationToken)
    {
        for (var i = 0; i < MostAtOnce && !live.IsRemoved; i++)
        {
            var job = live.Job;
            if (job.RunCount - job.OldestRun < options.HistoryPerJob || live.Find(job.OldestRun) is not null) return;
            var run = await store.FindRunAsync(live.Tenant, live.Id, job.OldestRun, cancellationToken);
            if (run is not null) await RemoveSessionAsync(live.Tenant, run, cancellationToken);
            await ForgetAsync(live, job.OldestRun, cancellationToken);
        }
    }

    /// <summary>The runs of a job that are kept; inside the turnstile, so that none is added meanwhile.</summary>
    public async Task<IReadOnlyList<StoredRun>> AllAsync(LiveJob live, CancellationToken cancellationToken)
    {
        var runs = new List<StoredRun>();
        for (var number = live.Job.OldestRun; number <= live.Job.RunCount; number++)
        {
            if (await store.FindRunAsync(live.Tenant, live.Id, number, cancellationToken) is { } run) runs.Add(run);
        }

        return runs;
    }

    /// <summary>Removes the sessions of runs whose job is gone.</summary>
    public async Task RemoveSessionsAsync(string tenant, IReadOnlyList<StoredRun> runs, CancellationToken cancellationToken)
    {
        foreach (var run in runs) await RemoveSessionAsync(tenant, run, cancellationToken);
    }

    /// <summary>A conversation that someone went on with after the run is theirs and stays.</summary>
    private async Task RemoveSessionAsync(string tenant, StoredRun run, CancellationToken cancellationToken)
    {
        if (run.Run.SessionId is not { } sessionId) return;
        var caller = Caller.Gateway(tenant);
        try
        {
            var session = await ports.Sessions.GetAsync(caller, sessionId, cancellationToken);
            if (run.HasEnded && session.LastActivityAt > run.Run.EndedAt) return;
            await ports.Sessions.DeleteAsync(caller, sessionId, cancellationToken);
        }
        catch (CarillonException refused) when (refused.Code == ErrorCode.SessionNotFound)
        {
            // Somebody removed it before.
        }
    }

    private async Task ForgetAsync(LiveJob live, long number, CancellationToken cancellationToken)
    {
        using var passage = await book.EnterAsync(cancellationToken);
        if (live.IsRemoved || live.Job.OldestRun != number) return;
        var changes = new JobChanges(ports.Now);
        changes.Put(live, live.Job with { OldestRun = number + 1 });
        changes.Add(new DeleteDocument(CronKeys.Run(live.Tenant, live.Id, number)));
        await book.CommitAsync(changes);
    }
}
