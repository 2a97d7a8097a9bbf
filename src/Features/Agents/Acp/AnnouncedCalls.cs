using System.Collections.Concurrent;
using Carillon.Contracts.Agents;

namespace Carillon.Features.Agents.Acp;

/// <summary>Remembers the tool calls of a prompt, for permission requests that name one without saying what it is.</summary>
internal sealed class AnnouncedCalls
{
    private const int MaxCalls = 1000;
    private readonly ConcurrentDictionary<string, AnnouncedCall> _calls = new(StringComparer.Ordinal);

    public AnnouncedCall? Find(string toolCallId) => _calls.GetValueOrDefault(toolCallId);

    public void Clear() => _calls.Clear();

    public void Note(AgentUpdate update)
    {
        switch (update)
        {
            case AgentToolCall call when _calls.Count < MaxCalls:
                _calls[call.ToolCallId] = new AnnouncedCall(call.Kind, call.Title, call.RawInput, call.Paths);
                break;
            case AgentToolUpdate change when _calls.TryGetValue(change.ToolCallId, out var known):
                _calls[change.ToolCallId] = new AnnouncedCall(
                    change.Kind ?? known.Kind, change.Title ?? known.Title, change.RawInput ?? known.RawInput, change.Paths ?? known.Paths);
                break;
            default:
                break;
        }
    }
}
