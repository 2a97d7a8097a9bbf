using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Scheduling.Attempts;
using Carillon.Features.Scheduling.Runs;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Jobs;

/// <summary>Removes a job with all that belongs to it: first its records, in one append, then what runs, its sessions and its workspace.</summary>
internal sealed class JobRemoval(JobBook book, Scheduler scheduler, RunHistory history, CommandAttempt commands, SchedulingPorts ports)
{
    public async Task RunAsync(string tenant, string jobId, Chains chains, CancellationToken cancellationToken)
    {
        LiveJob live;
        IReadOnlyList<StoredRun> runs;
        using (await book.EnterAsync(cancellationToken))
        {
            live = book.Get(tenant, jobId);
            chains.CheckUnused(live);
            runs = await history.AllAsync(live, cancellationToken);
            await book.CommitAsync(Removal(live));
            book.Remove(live);
        }

        // The records are gone, so the rest is done whether the caller waits or not.
        await scheduler.AbandonAsync(live);
        await history.RemoveSessionsAsync(tenant, runs, CancellationToken.None);
        await commands.RemoveAsync(live, CancellationToken.None);
    }

    private JobChanges Removal(LiveJob live)
    {
        var changes = new JobChanges(ports.Now);
        changes.Add(new DeleteDocument(CronKeys.Job(live.Tenant, live.Id)));
        changes.Add(new DeleteDocument(CronKeys.Output(live.Tenant, live.Id)));
        changes.Add(new DeleteCollection(live.Tenant, CronKeys.Runs(live.Id)));
        foreach (var number in live.Active.Keys) changes.Add(new DeleteDocument(CronKeys.ActiveMark(live.Tenant, live.Id, number)));
        changes.Say(live.Tenant, new CronJobChanged(live.Id, live.Job.Name, "deleted"));
        return changes;
    }
}
