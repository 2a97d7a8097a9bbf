using System.Text.Json;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary>Waits for the end of a job's run.</summary>
internal static class RunWatch
{
    /// <summary>The run as it ended. It follows the events that say so, from before it looks, so no end is missed.</summary>
    public static async Task<JobRun> EndAsync(CarillonClient client, JobRun run, CancellationToken cancellationToken)
    {
        var follow = new FollowRequest { Topics = ["cron.completed", "cron.failed"] };
        await foreach (var item in client.FollowAsync(follow, cancellationToken))
        {
            // Once it is live, events come from there on, and whatever came before has changed the run already.
            if (item is FollowedReconnecting || (item is FollowedEvent { Event: var heard } && !IsOf(heard, run))) continue;
            var now = await client.Jobs.GetRunAsync(run.JobId, run.RunId, cancellationToken);
            if (now.Status is "completed" or "failed") return now;
        }

        return run;
    }

    private static bool IsOf(CarillonEvent heard, JobRun run) =>
        heard.Data.ValueKind == JsonValueKind.Object && heard.Data.TryGetProperty("runId", out var id) && id.ValueKind == JsonValueKind.String && id.ValueEquals(run.RunId);
}
