using Carillon.Core.Errors;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Storage;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Scheduling.Attempts;

/// <summary>Makes one try of a run, within its time. Whatever goes wrong is an outcome.</summary>
internal sealed partial class AttemptRunner(
    JobStore store, SchedulingPorts ports, SchedulingOptions options, ILogger<AttemptRunner> logger)
{
    private readonly AgentAttempt _agents = new(ports);

    public CommandAttempt Commands { get; } = new(ports);

    /// <param name="began">Told the session before an agent's turn begins.</param>
    /// <param name="abandon">The server stops, or the job is being removed.</param>
    public async Task<AttemptOutcome> RunAsync(LiveJob live, StoredRun run, Func<string, Task> began, CancellationToken abandon)
    {
        var limit = live.Job.Definition.TimeoutMs is { } given ? TimeSpan.FromMilliseconds(given) : options.Timeout;
        using var overdue = new CancellationTokenSource(limit, ports.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, abandon);
        try
        {
            return await TryAsync(live, run, began, end.Token);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            return new AttemptOutcome.Abandoned();
        }
        catch (OperationCanceledException) when (overdue.IsCancellationRequested)
        {
            return new AttemptOutcome.Failed(FormattableString.Invariant($"It took longer than {limit.TotalSeconds:0.###} s and was stopped."));
        }
        catch (CarillonException refused)
        {
            if (abandon.IsCancellationRequested) return new AttemptOutcome.Abandoned();
            var mayRetry = refused.Code is not (ErrorCode.UnknownAgent or ErrorCode.Invalid or ErrorCode.PermissionDenied);
            return new AttemptOutcome.Failed(TextBounds.Head(refused.Message, TextBounds.MaxError), MayRetry: mayRetry);
        }
        catch (Exception exception)
        {
            LogFault(live.Id, run.Run.RunId, exception);
            return new AttemptOutcome.Failed("A fault of the server; its log says more.");
        }
    }

    private async Task<AttemptOutcome> TryAsync(LiveJob live, StoredRun run, Func<string, Task> began, CancellationToken cancellationToken)
    {
        var last = await store.LastOutputAsync(live.Tenant, live.Id, cancellationToken);
        var variables = RunVariables.Of(live.Job, run, last, ports.Clock.GetUtcNow());
        if (live.Job.Definition.Prompt is { } prompt)
            return await _agents.RunAsync(live, run, PromptTemplate.Fill(prompt, variables, options.Environment), began, cancellationToken);
        if (!options.AllowCommands) return new AttemptOutcome.Failed("Jobs may not run commands on this server.", MayRetry: false);
        return await Commands.RunAsync(live, RunVariables.EnvironmentOf(live.Job, variables), cancellationToken);
    }

    [LoggerMessage(4900, LogLevel.Error, "Job {Job}: a try of run {Run} failed in an unexpected way")]
    private partial void LogFault(string job, string run, Exception exception);
}
