using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Lifecycle;

/// <summary>What the log says a turn began and never ended.</summary>
internal sealed class OpenParts(string sessionId, string turnId)
{
    private readonly Dictionary<string, (ToolCalled Call, long Time)> _calls = [];
    private bool _isThinking;

    public void Apply(Entry entry)
    {
        if (!entry.TryDecode(out var value)) return;
        switch (value)
        {
            case ToolCalled call when call.TurnId == turnId:
                _calls[call.ToolCallId] = (call, entry.Time);
                break;
            case ToolCompleted call:
                _calls.Remove(call.ToolCallId);
                break;
            case ToolFailed call:
                _calls.Remove(call.ToolCallId);
                break;
            case TurnThinkingStarted or TurnThinkingCompleted:
                _isThinking = value is TurnThinkingStarted;
                break;
        }
    }

    /// <summary>The events that end all of it. The text of reasoning is lost: its pieces were live only.</summary>
    public IEnumerable<Event> End(long now)
    {
        if (_isThinking) yield return new TurnThinkingCompleted(sessionId, turnId, "");
        foreach (var (call, time) in _calls.Values)
        {
            yield return new ToolFailed(sessionId, turnId, call.ToolCallId, call.ToolName, TurnErrors.LostConnection, Math.Max(0, now - time));
        }
    }
}
