using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Features.Scheduling.Attempts;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Storage;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Scheduling.Runs;

/// <summary>
/// Reads the jobs at start, and what had not ended. A run that waited waits on; a try that the last stop cut off, by a crash or in
/// good order, ends as a failed one, and what it left running is ended first.
/// </summary>
internal sealed partial class SchedulingRecovery(
    JobBook book, JobStore store, RunRecords records, CommandAttempt commands, SchedulingPorts ports, ILogger<SchedulingRecovery> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await store.TenantsAsync(cancellationToken))
        {
            await foreach (var job in store.JobsAsync(tenant, cancellationToken)) book.Add(new LiveJob(tenant, job));
            await foreach (var run in store.ActiveAsync(tenant, cancellationToken))
            {
                if (book.Find(tenant, run.Run.JobId) is { } live) book.Add(live, run);
            }
        }

        foreach (var live in book.All.Where(live => !live.Active.IsEmpty).ToList()) await TryRecoverAsync(live, cancellationToken);
    }

    private async Task TryRecoverAsync(LiveJob live, CancellationToken cancellationToken)
    {
        var changes = new JobChanges(ports.Now);
        foreach (var run in live.Active.Values.Where(run => run.Run.Status == JobRunStatus.Running))
        {
            if (live.Job.Definition.Command is not null) await commands.EndLeftBehindAsync(run, cancellationToken);
            records.End(changes, live, run, AttemptOutcome.Failed.CutOff);
            LogCutOff(live.Id, run.Run.RunId);
        }

        try
        {
            await book.CommitAsync(changes);
        }
        catch (CarillonException refused)
        {
            // The others can still be recovered; this one is looked at again at the next start.
            LogNotRecovered(live.Id, refused);
        }
    }

    [LoggerMessage(4930, LogLevel.Information, "Job {Job}: the last stop cut run {Run} off")]
    private partial void LogCutOff(string job, string run);

    [LoggerMessage(4931, LogLevel.Warning, "Job {Job} could not be recovered")]
    private partial void LogNotRecovered(string job, Exception exception);
}
