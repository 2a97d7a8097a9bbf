using Carillon.Core.Errors;
using Carillon.Features.Scheduling.Attempts;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Storage;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Scheduling.Runs;

/// <summary>Makes one try of a run and records how it ended.</summary>
internal sealed partial class RunEnds(
    JobBook book, RunRecords records, AttemptRunner attempts, RunHistory history, SchedulingPorts ports, ILogger<RunEnds> logger)
{
    private static readonly TimeSpan LogRetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Never fails. A try that is abandoned is not recorded: the next start of the server finds it as one that was cut off.</summary>
    public async Task RunToEndAsync(LiveJob live, StoredRun run, CancellationToken abandon)
    {
        try
        {
            var outcome = await attempts.RunAsync(live, run, session => NoteSessionAsync(live, run.Number, session), abandon);
            if (outcome is AttemptOutcome.Abandoned) return;
            await RecordAsync(live, run.Number, outcome, abandon);
            await history.TrimAsync(live, abandon);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // What is left to trim is trimmed after the next run.
        }
        catch (Exception exception)
        {
            LogFault(live.Id, run.Run.RunId, exception);
        }
    }

    /// <summary>Recorded before the turn begins, so that a session is never without the run it belongs to.</summary>
    private async Task NoteSessionAsync(LiveJob live, long number, string sessionId)
    {
        using var passage = await book.EnterAsync(CancellationToken.None);
        if (live.IsRemoved || live.Find(number) is not { } run) throw new CarillonException(ErrorCode.NotFound, "The job was removed.");
        var changes = new JobChanges(ports.Now);
        changes.Put(live, run with { Run = run.Run with { SessionId = sessionId } });
        await book.CommitAsync(changes);
    }

    /// <summary>Keeps on until the log has taken it, or the server stops.</summary>
    private async Task RecordAsync(LiveJob live, long number, AttemptOutcome outcome, CancellationToken abandon)
    {
        while (!await TryRecordAsync(live, number, outcome))
        {
            if (!await ports.WaitAsync(LogRetryDelay, abandon)) return;
        }
    }

    private async Task<bool> TryRecordAsync(LiveJob live, long number, AttemptOutcome outcome)
    {
        using var passage = await book.EnterAsync(CancellationToken.None);
        if (live.IsRemoved || live.Find(number) is not { } run) return true;
        var changes = new JobChanges(ports.Now);
        records.End(changes, live, run, outcome);
        try
        {
            await book.CommitAsync(changes);
            return true;
        }
        catch (CarillonException refused)
        {
            LogNotRecorded(live.Id, run.Run.RunId, refused);
            return refused.Code == ErrorCode.ShuttingDown;
        }
    }

    [LoggerMessage(4921, LogLevel.Error, "Job {Job}: the end of run {Run} could not be recorded")]
    private partial void LogNotRecorded(string job, string run, Exception exception);

    [LoggerMessage(4920, LogLevel.Critical, "Job {Job}: the task of run {Run} failed")]
    private partial void LogFault(string job, string run, Exception exception);
}
