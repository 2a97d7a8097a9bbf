using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Compaction;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sessions.Turns;

/// <summary>Takes one turn from its committed start to its committed end, whatever happens between.</summary>
internal sealed partial class TurnRun(
    Turn turn, LiveSession session, SessionStore store, SessionsPorts ports, SessionsOptions options, ILogger logger)
{
    /// <summary>Runs the turn. Never throws.</summary>
    /// <param name="serverStopping">Cancelled when a log that takes no writes need not be waited for any longer.</param>
    public async Task RunAsync(CancellationToken serverStopping)
    {
        var outcome = await WorkAsync();
        var ending = new TurnEnd(turn, session, ports, options, logger);
        await ending.RecordAsync(outcome, serverStopping);
        turn.HasEnded();
    }

    private async Task<TurnOutcome> WorkAsync()
    {
        try
        {
            var isFresh = !session.Agent.IsRunning;
            var agent = await session.Agent.ActivateAsync(turn.Halted);
            await session.ChangeAsync(
                change =>
                {
                    if (change.After.Status == SessionState.Activating) change.Move(SessionState.Ready, "agent_started");
                    if (change.After.Status == SessionState.Ready) change.Move(SessionState.Running, "turn_started");
                },
                turn.Halted);
            await ChooseAsync(agent, turn.Halted);
            turn.Transcript.Model = agent.Model;
            turn.AgentWorks(agent);
            return await AttendAsync(agent, isFresh ? await new FreshStart(session, store).PromptAsync(turn, turn.Halted) : turn.Prompt);
        }
        catch (Exception exception)
        {
            // Whatever failed, the turn must end: a request to end explains a failure that came of it.
            return turn.EndRequested.IsCompleted ? await turn.EndRequested : Explain(exception);
        }
    }

    /// <summary>A model that is not there is another answer than the one that was asked for; a level of thinking is a wish.</summary>
    private async Task ChooseAsync(IAgent agent, CancellationToken cancellationToken)
    {
        var draft = turn.Draft;
        if (draft.Model is { } model && !await agent.TryChooseAsync(AgentChoice.Model, model, cancellationToken))
            throw new AgentException(AgentFault.Error, $"The agent offers no model '{model}'.");
        if (draft.Thinking is { } thinking) await agent.TryChooseAsync(AgentChoice.Thinking, thinking, cancellationToken);
    }

    /// <summary>Waits for the agent to finish or for someone to want an end before.</summary>
    private async Task<TurnOutcome> AttendAsync(IAgent agent, string prompt)
    {
        using var abandon = new CancellationTokenSource();
        var conversing = ConverseAsync(agent, prompt, abandon.Token);
        await Task.WhenAny(conversing, turn.EndRequested);
        if (!turn.EndRequested.IsCompleted)
        {
            var result = await conversing;
            return result.StopReason == "cancelled" ? new TurnOutcome.Cancelled(null) : new TurnOutcome.Completed(result.StopReason);
        }

        var outcome = await turn.EndRequested;
        if (outcome is not TurnOutcome.Cancelled || !await StopPolitelyAsync(agent, conversing))
        {
            await session.Agent.StopAsync();
            await abandon.CancelAsync();
            await ((Task)conversing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return outcome;
    }

    /// <summary>Prompts, and prompts again with each steer that the agent could not hear meanwhile.</summary>
    private async Task<PromptResult> ConverseAsync(IAgent agent, string prompt, CancellationToken cancellationToken)
    {
        var text = turn.AddedText is { } added ? $"{prompt}\n\n{added}" : prompt;
        Steer? steer = null;
        while (true)
        {
            var prompting = agent.PromptAsync(text, cancellationToken);
            if (steer is not null) await ConfirmAsync(steer, cancellationToken);
            await Task.WhenAny(prompting, turn.Steering.Arrived);
            if (!prompting.IsCompleted) await InterruptAsync(agent, cancellationToken);
            var result = await prompting;
            await CountAsync(result, cancellationToken);
            if (turn.EndRequested.IsCompleted || (steer = turn.Steering.TakeOrClose()) is null) return result;
            text = steer.Content;
        }
    }

    /// <summary>Here and nowhere else, so that it is always the prompt before the steer that is cancelled, never the steer's own.</summary>
    private async Task InterruptAsync(IAgent agent, CancellationToken cancellationToken)
    {
        await ApprovalBroker.CancelAllAsync(session, resumes: true);
        await agent.CancelAsync(cancellationToken);
    }

    private async Task ConfirmAsync(Steer steer, CancellationToken cancellationToken)
    {
        try
        {
            await turn.PublishAsync(new TurnSteered(session.Id, turn.Id, steer.Id, steer.Content), cancellationToken);
            steer.Settle(true);
        }
        catch (OperationCanceledException)
        {
            steer.Settle(false);
            throw;
        }
    }

    private async Task CountAsync(PromptResult result, CancellationToken cancellationToken)
    {
        if ((result.InputTokens ?? result.OutputTokens ?? result.CachedTokens) is null) return;
        await turn.UpdateAsync(
            new AgentUsage(result.InputTokens, result.OutputTokens, result.CachedTokens, null, null, null), cancellationToken);
    }

    /// <summary>Asks the agent to stop and gives it some time; false when its process has to be ended.</summary>
    private async Task<bool> StopPolitelyAsync(IAgent agent, Task<PromptResult> conversing)
    {
        try
        {
            // An agent that waits for an answer hears that there will be none; else it could not stop.
            await ApprovalBroker.CancelAllAsync(session, resumes: false);
            await agent.CancelAsync(CancellationToken.None).AsTask().WaitAsync(options.StopTimeout, ports.Clock);
            await conversing.WaitAsync(options.StopTimeout, ports.Clock);
            return true;
        }
        catch (Exception exception)
        {
            LogDidNotStop(session.Id, turn.Id, exception.Message);
            return false;
        }
    }

    private TurnOutcome.Failed Explain(Exception exception)
    {
        LogTurnFailed(session.Id, turn.Id, exception);
        return exception switch
        {
            AgentException { Fault: AgentFault.Disconnected } => new(TurnErrors.AgentDisconnected, TurnErrors.LostConnection),
            AgentException { Fault: AgentFault.TimedOut } silent => new(TurnErrors.AgentTimeout, silent.Message),
            AgentException own => new(TurnErrors.AgentError, own.Message, KeepsAgent: true),
            CarillonException known => new(TurnErrors.AgentError, known.Message),
            _ => new(TurnErrors.AgentError, "The turn failed inside the gateway."),
        };
    }

    [LoggerMessage(4210, LogLevel.Warning, "Session {Session}: the agent did not stop turn {Turn} and is ended: {Reason}")]
    private partial void LogDidNotStop(string session, string turn, string reason);

    [LoggerMessage(4211, LogLevel.Warning, "Session {Session}: turn {Turn} failed")]
    private partial void LogTurnFailed(string session, string turn, Exception exception);
}
