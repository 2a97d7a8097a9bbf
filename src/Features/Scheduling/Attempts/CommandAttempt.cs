using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Contracts.Sandbox;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Storage;

namespace Carillon.Features.Scheduling.Attempts;

/// <summary>Runs a command with the shell, in the job's own workspace, and ends whatever it leaves running.</summary>
internal sealed class CommandAttempt(SchedulingPorts ports)
{
    private const int OutputBytes = 64 * 1024;

    /// <summary>By it a process that a crash left behind is known again.</summary>
    private const string RunVariable = "CARILLON_RUN_ID";

    public async Task<AttemptOutcome> RunAsync(LiveJob live, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var workspace = await ports.Sandboxes.OpenAsync(live.Tenant, WorkspaceOf(live.Id), cancellationToken);
        var request = new TerminalRequest("/bin/sh", ["-c", live.Job.Definition.Command!], environment, WorkingDirectory: null, OutputBytes);
        await using var terminal = await workspace.StartAsync(request, new Unheard(), cancellationToken);
        var exit = await terminal.Exited.WaitAsync(cancellationToken);
        var output = TextBounds.Tail(terminal.State.Output.TrimEnd(), TextBounds.MaxOutput);
        return exit switch
        {
            { ExitCode: 0 } => new AttemptOutcome.Completed(output, 0),
            { ExitCode: { } code } => new AttemptOutcome.Failed($"The command ended with exit code {code}.", output, code),
            _ => new AttemptOutcome.Failed($"The command was ended by {exit.Signal}.", output),
        };
    }

    /// <summary>Removes a job's workspace with everything in it.</summary>
    public ValueTask RemoveAsync(LiveJob live, CancellationToken cancellationToken) =>
        ports.Sandboxes.RemoveAsync(live.Tenant, WorkspaceOf(live.Id), cancellationToken);

    /// <summary>Ends what an earlier life of the server left running of a run.</summary>
    public Task EndLeftBehindAsync(StoredRun run, CancellationToken cancellationToken) =>
        LeftBehind.EndAsync(RunVariable, run.Run.RunId, ports.Clock, cancellationToken);

    private static string WorkspaceOf(string jobId) => $"cron:{jobId}";

    /// <summary>The end of the output is read when the command has ended.</summary>
    private sealed class Unheard : ITerminalObserver
    {
        public ValueTask OutputAsync(string data, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
