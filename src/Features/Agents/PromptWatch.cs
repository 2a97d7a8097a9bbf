using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents;

/// <summary>Notices a prompt that would never end.</summary>
internal sealed class PromptWatch(JsonRpcPeer peer, AgentsOptions options, TimeProvider clock)
{
    /// <summary>Completes when the agent has been silent for too long, or goes on too long after it was asked to stop.</summary>
    public async Task RunAsync(PromptRun run, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Cancelled);
        try
        {
            await SilenceAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(options.CancelGrace, clock, cancellationToken);
        }
    }

    private async Task SilenceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // While it waits for a person's decision or for a command, its silence is not its own.
            var left = peer.IsIdle ? options.SilenceTimeout - clock.GetElapsedTime(peer.LastHeard) : options.SilenceTimeout;
            if (left <= TimeSpan.Zero) return;
            await Task.Delay(left, clock, cancellationToken);
        }
    }
}
