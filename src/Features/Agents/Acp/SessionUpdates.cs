using System.Text.Json.Serialization;

namespace Carillon.Features.Agents.Acp;

/// <summary>What an agent sends with <c>session/update</c>. The host reads what comes without these.</summary>
internal sealed record SessionUpdateNotice(string SessionId, SessionUpdate Update);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "sessionUpdate")]
[JsonDerivedType(typeof(MessageChunk), "agent_message_chunk")]
[JsonDerivedType(typeof(ThoughtChunk), "agent_thought_chunk")]
[JsonDerivedType(typeof(ToolCallStart), "tool_call")]
[JsonDerivedType(typeof(ToolCallUpdate), "tool_call_update")]
[JsonDerivedType(typeof(PlanUpdate), "plan")]
[JsonDerivedType(typeof(CommandsUpdate), "available_commands_update")]
[JsonDerivedType(typeof(UsageUpdate), "usage_update")]
internal abstract record SessionUpdate;

internal sealed record MessageChunk(TextBlock Content) : SessionUpdate;

internal sealed record ThoughtChunk(TextBlock Content) : SessionUpdate;

internal sealed record ToolCallStart(
    string ToolCallId,
    string Title,
    string Kind,
    string Status,
    IReadOnlyList<ToolLocation>? Locations,
    IReadOnlyDictionary<string, string>? RawInput) : SessionUpdate;

internal sealed record ToolCallUpdate(
    string ToolCallId,
    string? Title = null,
    string? Kind = null,
    string? Status = null,
    IReadOnlyList<ToolContent>? Content = null,
    IReadOnlyList<ToolLocation>? Locations = null,
    IReadOnlyDictionary<string, string>? RawInput = null) : SessionUpdate;

internal sealed record ToolLocation(string Path);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextContent), "content")]
[JsonDerivedType(typeof(DiffContent), "diff")]
[JsonDerivedType(typeof(TerminalContent), "terminal")]
internal abstract record ToolContent;

internal sealed record TextContent(TextBlock Content) : ToolContent;

internal sealed record DiffContent(string Path, string? OldText, string NewText) : ToolContent;

internal sealed record TerminalContent(string TerminalId) : ToolContent;

internal sealed record PlanUpdate(IReadOnlyList<PlanEntry> Entries) : SessionUpdate;

internal sealed record PlanEntry(string Content, string Priority, string Status);

internal sealed record CommandsUpdate(IReadOnlyList<CommandOffer> AvailableCommands) : SessionUpdate;

internal sealed record CommandOffer(string Name, string Description);

/// <param name="Used">What the conversation takes up so far.</param>
/// <param name="Size">How much would fit.</param>
internal sealed record UsageUpdate(long Used, long Size) : SessionUpdate;
