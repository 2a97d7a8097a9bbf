using System.Text;
using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Events;

namespace Carillon.Features.Sessions.Turns;

/// <summary>Turns what an agent tells into catalogue events, and keeps the answer that they add up to.</summary>
internal sealed class TurnTranscript(string sessionId, string turnId, SessionsOptions options, TimeProvider clock)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thought = new();
    private readonly ToolCalls _toolCalls = new(sessionId, turnId, options.MaxToolBytes, clock);
    private bool _isThinking;
    private int _textBytes;
    private int _thoughtBytes;

    /// <summary>The answer so far.</summary>
    public string Text => _text.ToString();

    /// <summary>The last counts that the agent gave.</summary>
    public TokenCount? Tokens { get; private set; }

    /// <summary>What the agent says it uses.</summary>
    public string? Model { get; set; }

    /// <summary>True once the answer or the reasoning is longer than it may be; nothing is added then.</summary>
    public bool IsTooLong => _textBytes > options.MaxAnswerBytes || _thoughtBytes > options.MaxAnswerBytes;

    /// <summary>The events that an update brings, in order.</summary>
    public IReadOnlyList<Event> Apply(AgentUpdate update) => IsTooLong ? [] : update switch
    {
        AgentText text => Answer(text.Text),
        AgentThought thought => Think(thought.Text),
        AgentToolCall call => [.. EndThought(), .. _toolCalls.Apply(call)],
        AgentToolUpdate told => [.. EndThought(), .. _toolCalls.Apply(told)],
        AgentPlan plan => [.. EndThought(), new TurnPlanUpdated(sessionId, turnId, plan.Steps)],
        AgentCommands commands => [new SessionCommandsUpdated(sessionId, commands.Commands)],
        AgentUsage usage => Count(usage),
        _ => [],
    };

    /// <summary>A tool call's arguments, as far as the agent gave them.</summary>
    public JsonElement? ArgumentsOf(string toolCallId) => _toolCalls.ArgumentsOf(toolCallId);

    /// <summary>The first file that a tool call is about.</summary>
    public string? FileOf(string toolCallId) => _toolCalls.FileOf(toolCallId);

    /// <summary>The events that stand before a request to people.</summary>
    public IReadOnlyList<Event> BeforeRequest(string? toolCallId) =>
        [.. EndThought(), .. toolCallId is null ? [] : _toolCalls.Settle(toolCallId)];

    /// <summary>The events that end everything that is still open.</summary>
    public IReadOnlyList<Event> Close() => [.. EndThought(), .. _toolCalls.EndAll("the turn ended first")];

    private List<Event> Answer(string text)
    {
        List<Event> events = [];
        if (text.Length == 0) return events;
        _textBytes += Encoding.UTF8.GetByteCount(text);
        if (IsTooLong) return events;

        events.AddRange(EndThought());
        _text.Append(text);
        events.AddRange(TextPieces.Split(text, options.MaxPieceBytes).Select(piece => new TurnTextDelta(sessionId, turnId, piece)));
        return events;
    }

    private List<Event> Think(string text)
    {
        List<Event> events = [];
        if (text.Length == 0) return events;
        _thoughtBytes += Encoding.UTF8.GetByteCount(text);
        if (IsTooLong) return events;

        if (!_isThinking) events.Add(new TurnThinkingStarted(sessionId, turnId));
        _isThinking = true;
        _thought.Append(text);
        events.AddRange(TextPieces.Split(text, options.MaxPieceBytes).Select(piece => new TurnThinkingDelta(sessionId, turnId, piece)));
        return events;
    }

    private IEnumerable<Event> EndThought()
    {
        if (!_isThinking) yield break;
        _isThinking = false;
        yield return new TurnThinkingCompleted(sessionId, turnId, _thought.ToString());
        _thought.Clear();
    }

    private List<Event> Count(AgentUsage usage)
    {
        List<Event> events = [];
        if ((usage.InputTokens ?? usage.OutputTokens ?? usage.CachedTokens ?? usage.CostMicroDollars) is not null)
        {
            Tokens = new TokenCount(usage.InputTokens, usage.OutputTokens, usage.CachedTokens);
            events.Add(new UsageUpdated(
                sessionId, turnId, Model, null, usage.InputTokens, usage.OutputTokens, usage.CachedTokens, usage.CostMicroDollars));
        }

        if (usage is { ContextTokens: { } context, MaxContextTokens: { } most }) events.Add(new UsageContext(sessionId, turnId, context, most));
        return events;
    }
}
