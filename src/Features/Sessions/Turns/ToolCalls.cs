using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Events;

namespace Carillon.Features.Sessions.Turns;

/// <summary>The tool calls of one turn: what the agent tells of them becomes start, call, progress and exactly one end each.</summary>
internal sealed class ToolCalls(string sessionId, string turnId, int maxBytes, TimeProvider clock)
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("{}");

    private readonly Dictionary<string, Call> _calls = [];

    public IEnumerable<Event> Apply(AgentToolCall told) =>
        Apply(new AgentToolUpdate(told.ToolCallId, told.Title, told.Kind, told.Status, told.RawInput, told.Paths, told.Content, null));

    /// <summary>A call that was never announced begins with its first update; one that has ended stays ended.</summary>
    public IEnumerable<Event> Apply(AgentToolUpdate told)
    {
        var isNew = !_calls.TryGetValue(told.ToolCallId, out var call);
        if (isNew) call = _calls[told.ToolCallId] = new Call(told.ToolCallId, NameOf(told), clock.GetTimestamp());
        if (call!.Ended) yield break;

        call.Title = told.Title ?? call.Title;
        call.Paths = told.Paths is { Count: > 0 } ? told.Paths : call.Paths;
        call.Arguments = told.RawInput is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } ? told.RawInput : call.Arguments;
        call.Output = told.Content ?? call.Output;

        if (isNew) yield return new ToolCallStarted(sessionId, turnId, call.Id, call.Name);

        // A pending call without arguments may still get them; any other has all it will ever have.
        var isPending = told.Status is "pending" || (told.Status is null && !call.Called);
        if (!call.Called && (call.Arguments is not null || !isPending)) yield return Called(call);

        switch (told.Status)
        {
            case "completed":
                call.Ended = true;
                yield return new ToolCompleted(sessionId, turnId, call.Id, call.Name, Elapsed(call), Shorten(call.Output));
                break;
            case "failed":
                yield return Failed(call, Shorten(call.Output) ?? "The tool failed.");
                break;
            default:
                if (!isNew && (told.Content ?? told.Title) is not null)
                    yield return new ToolProgressed(sessionId, turnId, call.Id, Shorten(told.Content), told.Title);
                break;
        }
    }

    public JsonElement? ArgumentsOf(string toolCallId) => _calls.GetValueOrDefault(toolCallId)?.Arguments;

    public string? FileOf(string toolCallId) => _calls.GetValueOrDefault(toolCallId)?.Paths is [var first, ..] ? first : null;

    /// <summary>What is known of a call is all there will be before someone decides on it.</summary>
    public IEnumerable<Event> Settle(string toolCallId)
    {
        if (_calls.TryGetValue(toolCallId, out var call) && !call.Called) yield return Called(call);
    }

    /// <summary>Ends every call that has not ended.</summary>
    public IEnumerable<Event> EndAll(string error)
    {
        foreach (var call in _calls.Values.Where(call => !call.Ended))
        {
            if (!call.Called) yield return Called(call);
            yield return Failed(call, error);
        }
    }

    private ToolCalled Called(Call call)
    {
        call.Called = true;
        return new ToolCalled(sessionId, turnId, call.Id, call.Name, Shorten(call.Arguments ?? NoArguments), call.Title, call.Paths);
    }

    private ToolFailed Failed(Call call, string error)
    {
        call.Ended = true;
        return new ToolFailed(sessionId, turnId, call.Id, call.Name, error, Elapsed(call));
    }

    private long Elapsed(Call call) => (long)clock.GetElapsedTime(call.StartedAt).TotalMilliseconds;

    private string? Shorten(string? output) => output is null ? null : TextPieces.Shorten(output, maxBytes);

    /// <summary>Arguments that are too long, such as a whole file, are shown as the text that is left of them.</summary>
    private JsonElement Shorten(JsonElement arguments)
    {
        var text = arguments.GetRawText();
        var shortened = TextPieces.Shorten(text, maxBytes);
        return ReferenceEquals(text, shortened) ? arguments : JsonElement.Parse($$"""{"shortened":"{{JsonEncodedText.Encode(shortened)}}"}""");
    }

    private static string NameOf(AgentToolUpdate told) => string.IsNullOrEmpty(told.Kind) ? "other" : told.Kind;

    private sealed class Call(string id, string name, long startedAt)
    {
        public string Id { get; } = id;

        public string Name { get; } = name;

        public long StartedAt { get; } = startedAt;

        public string? Title { get; set; }

        public IReadOnlyList<string>? Paths { get; set; }

        public JsonElement? Arguments { get; set; }

        public string? Output { get; set; }

        public bool Called { get; set; }

        public bool Ended { get; set; }
    }
}
