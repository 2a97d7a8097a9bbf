using System.Diagnostics.CodeAnalysis;
using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Live;

namespace Carillon.Features.Sessions.Turns;

/// <summary>A running turn, as those who feed it and those who want it to end see it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing, and latecomers may still ask for an end.")]
internal sealed class Turn(string id, string prompt, LiveSession session, TurnTranscript transcript, SessionsPorts ports)
{
    private readonly Turnstile _order = new();
    private readonly CancellationTokenSource _halt = new();
    private readonly TaskCompletionSource<TurnOutcome> _endRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<IAgent?> _agent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    public string Id { get; } = id;

    public string Prompt { get; } = prompt;

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
        await PublishAsync(() => Transcript.Apply(update), cancellationToken);
        if (Transcript.IsTooLong)
            await RequestEndAsync(new TurnOutcome.Failed(TurnErrors.AgentError, "The agent's answer is longer than a turn may be."));
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
