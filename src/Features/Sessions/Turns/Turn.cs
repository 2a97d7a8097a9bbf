using System.Diagnostics.CodeAnalysis;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Live;

namespace Carillon.Features.Sessions.Turns;

/// <summary>A running turn, as those who feed it and those who want it to end see it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing, and latecomers may still ask for an end.")]
internal sealed class Turn(string id, TurnDraft draft, LiveSession session, TurnTranscript transcript, SessionsPorts ports)
{
    private readonly Turnstile _order = new();
    private readonly CancellationTokenSource _halt = new();
    private readonly TaskCompletionSource<TurnOutcome> _endRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<IAgent?> _agent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SessionHooks _hooks = new(session, ports.Hooks);
    private bool _closed;

    public string Id { get; } = id;

    public TurnDraft Draft { get; } = draft;

    public string Prompt => Draft.Text;

    /// <summary>What hooks added to the prompt; the agent gets it behind the prompt.</summary>
    public string? AddedText { get; init; }

    /// <summary>For durations.</summary>
    public long StartedAt { get; } = ports.Clock.GetTimestamp();

    public TurnTranscript Transcript { get; } = transcript;

    public Steering Steering { get; } = new();

    /// <summary>Lets one steer through at a time.</summary>
    public Turnstile SteerTurnstile { get; } = new();

    /// <summary>The agent once it works on the prompt; null when the turn ended before that.</summary>
    public Task<IAgent?> Agent => _agent.Task;

    /// <summary>Why the turn shall end before its agent is done; the first reason counts.</summary>
    public Task<TurnOutcome> EndRequested => _endRequested.Task;

    /// <summary>Cancelled once an end was requested.</summary>
    public CancellationToken Halted => _halt.Token;

    /// <summary>Completes when the turn's end is committed.</summary>
    public Task Ended => _ended.Task;

    public async Task RequestEndAsync(TurnOutcome outcome)
    {
        if (_endRequested.TrySetResult(outcome)) await _halt.CancelAsync();
    }

    public void AgentWorks(IAgent agent) => _agent.TrySetResult(agent);

    public void HasEnded()
    {
        _agent.TrySetResult(null);
        _ended.TrySetResult();
    }

    /// <summary>The agent tells something; returns once everyone who follows was offered it.</summary>
    public async ValueTask UpdateAsync(AgentUpdate update, CancellationToken cancellationToken)
    {
        IReadOnlyList<Event> told = [];
        await PublishAsync(() => told = Transcript.Apply(update), cancellationToken);
        foreach (var value in told) TellHooks(value);
        if (Transcript.IsTooLong)
            await RequestEndAsync(new TurnOutcome.Failed(TurnErrors.AgentError, "The agent's answer is longer than a turn may be."));
    }

    /// <summary>A tool call that has ended is what hooks may want to hear of.</summary>
    public void TellHooks(Event value)
    {
        switch (value)
        {
            case ToolCompleted done:
                Tell(HookEvent.PostToolUse, done.ToolCallId, done.ToolName, done.Output);
                break;
            case ToolFailed failed:
                Tell(HookEvent.PostToolUseFailure, failed.ToolCallId, failed.ToolName, failed.Error);
                break;
        }

        void Tell(HookEvent happening, string toolCallId, string toolName, string? text) => _hooks.Tell(happening, call => call with
        {
            TurnId = Id,
            ToolCallId = toolCallId,
            ToolName = toolName,
            Text = text,
            Arguments = Transcript.ArgumentsOf(toolCallId)?.GetRawText(),
            File = Transcript.FileOf(toolCallId),
        });
    }

    public ValueTask PublishAsync(Event value, CancellationToken cancellationToken) => PublishAsync(() => [value], cancellationToken);

    /// <summary>
    /// Appends events of this turn, one call after the other, each awaited: so the agent is read no faster than the log takes its
    /// words. What the log refuses ends the turn; what comes after its end is dropped.
    /// </summary>
    public async ValueTask PublishAsync(Func<IReadOnlyList<Event>> events, CancellationToken cancellationToken)
    {
        using var passage = await _order.EnterAsync(cancellationToken);
        if (_closed || events() is not { Count: > 0 } values) return;
        try
        {
            await ports.Log.AppendAsync(new Append([.. values.Select(value => NewEvent.Of(session.Stream, value))]), cancellationToken);
        }
        catch (CarillonException refused)
        {
            var message = refused.Code == ErrorCode.TooLarge ? "The agent sent more at once than an event may hold." : refused.Message;
            await RequestEndAsync(new TurnOutcome.Failed(TurnErrors.AgentError, message));
        }
    }

    /// <summary>Nothing of the agent's is published from now on; returns the events that end what is still open.</summary>
    public async Task<IReadOnlyList<Event>> CloseAsync()
    {
        Steering.Close();
        using var passage = await _order.EnterAsync(CancellationToken.None);
        _closed = true;
        return Transcript.Close();
    }
}
