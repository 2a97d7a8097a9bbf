using System.Diagnostics.CodeAnalysis;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Planning;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Scheduling.Runs;

/// <summary>
/// Sleeps until something is due, claims it, and starts what may start. A due time is claimed by the one append that also moves the
/// job's next due time, before anything of the run begins: it is run once, whatever happens in between. The start of a try is
/// committed before the try begins as well, so that one a crash cut off is known.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed partial class Scheduler(
    JobBook book, RunRecords records, RunEnds ends, SchedulingPorts ports, SchedulingOptions options, ILogger<Scheduler> logger)
{
    /// <summary>What one append takes in.</summary>
    private const int Batch = 100;

    /// <summary>Clocks that were put back by less than this show times that were dealt with before; by more, they were wrong before.</summary>
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromHours(3);

    private readonly CancellationTokenSource _stopping = new();
    private readonly RunningAttempts _running = new(book.Wake);
    private readonly ClockWatch _clock = new(ports.Clock);
    private Task _work = Task.CompletedTask;

    /// <summary>Begins; called once, when every job is in the book.</summary>
    public void Start() => _work = RunAsync(_stopping.Token);

    /// <summary>Starts nothing more, abandons what runs, and returns when nothing does.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        await _running.AbandonAsync(job: null);
    }

    /// <summary>Abandons what runs of a job that is being removed.</summary>
    public Task AbandonAsync(LiveJob job) => _running.AbandonAsync(job);

    /// <summary>A clock that was far ahead has left jobs waiting for times that are far away; they are counted anew from now. Inside the turnstile.</summary>
    public void Revise(long now)
    {
        foreach (var live in book.All)
        {
            if (live.Job is not { Enabled: true, NextRunAt: { } next, Definition.Schedule.At: null }) continue;
            if (live.TryNextAfter(now) is not { } natural || next - natural <= LongestRepeat.TotalMilliseconds) continue;
            LogRevised(live.Id);
            live.Set(live.Job with { NextRunAt = natural });
            book.Agenda.Add(new AgendaItem(live, Run: null, natural));
        }
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var next = await TurnAsync(stopping);
                await SleepAsync(next, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogTurnFailed(exception);
                if (!await ports.WaitAsync(options.LogRetryDelay, stopping)) return;
            }
        }
    }

    /// <summary>Deals with all that is due, and says when the next thing is.</summary>
    private async Task<long?> TurnAsync(CancellationToken cancellationToken)
    {
        using var passage = await book.EnterAsync(cancellationToken);
        if (_clock.WasPutBack()) Revise(ports.Now);
        while (book.Agenda.Take(ports.Now, Batch) is { Count: > 0 } due) await ClaimAsync(due);
        await DispatchAsync();
        return book.Agenda.NextAt;
    }

    private async Task SleepAsync(long? next, CancellationToken stopping)
    {
        if (next is null)
        {
            await book.News.ReadAsync(stopping);
            return;
        }

        var wait = TimeSpan.FromMilliseconds(Math.Clamp(next.Value - ports.Now, 0, (long)options.LongestSleep.TotalMilliseconds));
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var sleep = Task.Delay(wait, ports.Clock, awake.Token);
        await Task.WhenAny(sleep, book.News.WaitToReadAsync(awake.Token).AsTask());
        await awake.CancelAsync();
        stopping.ThrowIfCancellationRequested();
        book.News.TryRead(out _);
    }

    private async Task ClaimAsync(IReadOnlyList<AgendaItem> due)
    {
        try
        {
            var changes = new JobChanges(ports.Now);
            foreach (var item in due)
            {
                if (item.Run is { } number) MakeReady(item.Job, number);
                else ClaimDue(changes, item.Job);
            }

            await book.CommitAsync(changes);
        }
        catch
        {
            // Nothing was claimed, so all of it is still due.
            foreach (var item in due.Where(item => item.Run is null)) book.Agenda.Add(item);
            throw;
        }
    }

    private void ClaimDue(JobChanges changes, LiveJob live)
    {
        try
        {
            var claim = Claim.Of(live.Job, live.Times, changes.Now, options.Grace);
            foreach (var time in claim.Due) records.Claim(changes, live, time.Source, time.At);
            changes.Put(live, changes.Of(live) with { NextRunAt = claim.Next, Enabled = claim.Next is not null });
            if (claim.Due.Count != 1) LogClaimed(live.Id, claim.Due.Count);
        }
        catch (CarillonException refused)
        {
            // A time zone that the system no longer knows must not keep the other jobs from running.
            LogUnreadable(live.Id, refused);
            changes.Put(live, live.Job with { NextRunAt = null, Enabled = false, LastError = refused.Message });
        }
    }

    /// <summary>A run whose wait is over waits for a place like the others; for the log it is still to be retried.</summary>
    private void MakeReady(LiveJob live, long number)
    {
        if (live.Find(number) is { } run) book.Add(live, run with { Run = run.Run with { Status = JobRunStatus.Queued, RetryAt = null } });
    }

    private async Task DispatchAsync()
    {
        var free = options.MaxConcurrentRuns - _running.Count;
        if (free <= 0) return;
        var chosen = book.Waiting.First(free);
        if (chosen.Count == 0) return;
        var changes = new JobChanges(ports.Now);
        var begun = chosen.Select(waiting => (waiting.Job, Run: RunRecords.Begin(changes, waiting.Job, waiting.Run))).ToList();
        await book.CommitAsync(changes);
        foreach (var (live, run) in begun) _running.Begin(live, run.Number, abandon => ends.RunToEndAsync(live, run, abandon));
    }

    [LoggerMessage(4910, LogLevel.Error, "What is due could not be dealt with; it is tried again")]
    private partial void LogTurnFailed(Exception exception);

    [LoggerMessage(4911, LogLevel.Warning, "Job {Job} waited for a time that is far away: the clock was put back, and it is counted from now")]
    private partial void LogRevised(string job);

    [LoggerMessage(4912, LogLevel.Information, "Job {Job} was not due once but {Times} times since it was last looked at")]
    private partial void LogClaimed(string job, int times);

    [LoggerMessage(4913, LogLevel.Error, "Job {Job} has a schedule that can no longer be read, and is paused")]
    private partial void LogUnreadable(string job, Exception exception);
}
