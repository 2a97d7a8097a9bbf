using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Attempts;

/// <summary>Gives a prompt to an agent, in a session made for it, and waits for the end of the turn.</summary>
internal sealed class AgentAttempt(SchedulingPorts ports)
{
    /// <param name="began">Told the session before the turn begins.</param>
    public async Task<AttemptOutcome> RunAsync(
        LiveJob live, StoredRun run, string prompt, Func<string, Task> began, CancellationToken cancellationToken)
    {
        var caller = Caller.Gateway(live.Tenant);
        var session = await OpenAsync(caller, live.Job, run, cancellationToken);
        await began(session.Id);
        try
        {
            var turnId = await ports.Turns.RunAsync(caller, session.Id, prompt, cancellationToken);
            return OutcomeOf(await ports.Runs.WaitAsync(caller, turnId, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            await StopAsync(caller, session.Id);
            throw;
        }
        finally
        {
            await ReleaseAsync(caller, session.Id);
        }
    }

    /// <summary>The key of a try's session (spec: Aleph, section 10). Each has its own: a key leads to one session only.</summary>
    public static string KeyOf(StoredJob job, StoredRun run)
    {
        var task = string.Concat(job.Name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
        var again = run.Run.Attempts > 1 ? FormattableString.Invariant($".{run.Run.Attempts}") : "";
        return $"agent:{job.Definition.AgentId}:cron:{task}:{run.Run.RunId}{again}";
    }

    /// <summary>An agent's type need not be fit for a key; its sessions then have the key that is made from their id.</summary>
    private async Task<SessionMeta> OpenAsync(Caller caller, StoredJob job, StoredRun run, CancellationToken cancellationToken) =>
        SessionKey.TryParse(KeyOf(job, run), out var key)
            ? await ports.Keys.OpenAsync(caller, key, job.Name, cancellationToken)
            : await ports.Sessions.CreateAsync(caller, job.Definition.AgentId!, job.Name, cancellationToken);

    private static AttemptOutcome OutcomeOf(Run ended)
    {
        var output = ended.Output is null ? null : TextBounds.Head(ended.Output, TextBounds.MaxOutput);
        return ended.Status switch
        {
            RunStatus.Completed => new AttemptOutcome.Completed(output),
            RunStatus.Cancelled => new AttemptOutcome.Failed("The turn was stopped.", output, MayRetry: false),
            _ => new AttemptOutcome.Failed(TextBounds.Head(ended.Error ?? "The agent failed.", TextBounds.MaxError), output),
        };
    }

    private async Task StopAsync(Caller caller, string sessionId)
    {
        try
        {
            await ports.Turns.StopAsync(caller, sessionId, CancellationToken.None);
        }
        catch (CarillonException)
        {
            // It ended meanwhile, or the session is gone: nothing is left to stop.
        }
    }

    /// <summary>The next run has a session of its own, so this one's agent has nothing to wait for.</summary>
    private async Task ReleaseAsync(Caller caller, string sessionId)
    {
        try
        {
            await ports.SessionAgents.ReleaseAsync(caller, sessionId, CancellationToken.None);
        }
        catch (CarillonException)
        {
            // Someone goes on in it, or it is gone.
        }
    }
}
