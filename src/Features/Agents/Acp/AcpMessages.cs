using System.Text.Json;
using System.Text.Json.Serialization;

namespace Carillon.Features.Agents.Acp;

/// <summary>The method names of the Agent Client Protocol, version 1, and of Carillon's own extension to it.</summary>
internal static class AcpMethod
{
    public const int ProtocolVersion = 1;

    public const string Initialize = "initialize";
    public const string NewSession = "session/new";
    public const string SetModel = "session/set_model";
    public const string SetOption = "session/set_config_option";
    public const string Prompt = "session/prompt";
    public const string Cancel = "session/cancel";
    public const string Update = "session/update";
    public const string RequestPermission = "session/request_permission";
    public const string Elicit = "elicitation/create";
    public const string ReadTextFile = "fs/read_text_file";
    public const string WriteTextFile = "fs/write_text_file";
    public const string CreateTerminal = "terminal/create";
    public const string TerminalOutput = "terminal/output";
    public const string WaitForTerminal = "terminal/wait_for_exit";
    public const string KillTerminal = "terminal/kill";
    public const string ReleaseTerminal = "terminal/release";

    /// <summary>Words for an agent at work; the protocol leaves names that begin with an underscore to its users.</summary>
    public const string Steer = "_carillon/steer";

    /// <summary>Under <c>agentCapabilities._meta</c>, when the agent understands <see cref="Steer"/>.</summary>
    public const string SteerCapability = "carillon.steer";
}

internal sealed record InitializeRequest(int ProtocolVersion, ClientCapabilities ClientCapabilities, Implementation ClientInfo);

internal sealed record ClientCapabilities(FileCapabilities Fs, bool Terminal, ElicitationCapabilities Elicitation);

/// <param name="Form">There to say that forms can be filled in here; it says nothing more.</param>
internal sealed record ElicitationCapabilities(FormCapabilities Form);

internal sealed record FormCapabilities;

internal sealed record FileCapabilities(bool ReadTextFile, bool WriteTextFile);

internal sealed record Implementation(string Name, string Title, string Version);

internal sealed record InitializeResult(int ProtocolVersion, AgentCapabilities AgentCapabilities, Implementation AgentInfo);

internal sealed record AgentCapabilities(bool LoadSession, [property: JsonPropertyName("_meta")] IReadOnlyDictionary<string, bool> Meta);

internal sealed record NewSessionRequest(string Cwd, IReadOnlyList<JsonElement> McpServers);

internal sealed record NewSessionResult(string SessionId);

internal sealed record PromptRequest(string SessionId, IReadOnlyList<TextBlock> Prompt);

internal sealed record PromptReply(string StopReason, PromptUsage? Usage);

internal sealed record PromptUsage(long InputTokens, long OutputTokens, long TotalTokens);

internal sealed record SessionOnly(string SessionId);

internal sealed record SetModelRequest(string SessionId, string ModelId);

internal sealed record SetOptionRequest(string SessionId, string ConfigId, string Value);

internal sealed record SteerRequest(string SessionId, string Content);

/// <param name="Type">Always <c>text</c>: the built-in agents say nothing else.</param>
internal sealed record TextBlock(string Text, string Type = "text");

internal sealed record ReadRequest(string SessionId, string Path, int? Line, int? Limit);

internal sealed record ReadResult(string Content);

internal sealed record WriteRequest(string SessionId, string Path, string Content);

internal sealed record CreateTerminalRequest(string SessionId, string Command, IReadOnlyList<string> Args, string? Cwd);

internal sealed record TerminalResult(string TerminalId);

internal sealed record TerminalOnly(string SessionId, string TerminalId);

internal sealed record TerminalOutputResult(string Output, bool Truncated, TerminalExitStatus? ExitStatus);

internal sealed record TerminalExitStatus(int? ExitCode, string? Signal);

internal sealed record PermissionRequest(string SessionId, ToolCallUpdate ToolCall, IReadOnlyList<PermissionChoice> Options);

internal sealed record PermissionChoice(string OptionId, string Name, string Kind);

internal sealed record PermissionResult(PermissionOutcome Outcome);

/// <param name="Outcome"><c>selected</c> or <c>cancelled</c>.</param>
internal sealed record PermissionOutcome(string Outcome, string? OptionId);

/// <param name="Mode">Always <c>form</c>: the built-in agents send nobody to a web page.</param>
internal sealed record ElicitationRequest(string SessionId, string Message, FormSchema RequestedSchema, string Mode = "form");

internal sealed record FormSchema(IReadOnlyDictionary<string, FormProperty> Properties, IReadOnlyList<string> Required, string Type = "object");

internal sealed record FormProperty(string Type, string Title, IReadOnlyList<string>? Enum = null, FormItems? Items = null);

internal sealed record FormItems(IReadOnlyList<string> Enum, string Type = "string");

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InitializeRequest))]
[JsonSerializable(typeof(InitializeResult))]
[JsonSerializable(typeof(NewSessionRequest))]
[JsonSerializable(typeof(NewSessionResult))]
[JsonSerializable(typeof(PromptRequest))]
[JsonSerializable(typeof(PromptReply))]
[JsonSerializable(typeof(SessionOnly))]
[JsonSerializable(typeof(SetModelRequest))]
[JsonSerializable(typeof(SetOptionRequest))]
[JsonSerializable(typeof(SteerRequest))]
[JsonSerializable(typeof(ReadRequest))]
[JsonSerializable(typeof(ReadResult))]
[JsonSerializable(typeof(WriteRequest))]
[JsonSerializable(typeof(CreateTerminalRequest))]
[JsonSerializable(typeof(TerminalResult))]
[JsonSerializable(typeof(TerminalOnly))]
[JsonSerializable(typeof(TerminalOutputResult))]
[JsonSerializable(typeof(TerminalExitStatus))]
[JsonSerializable(typeof(PermissionRequest))]
[JsonSerializable(typeof(PermissionResult))]
[JsonSerializable(typeof(ElicitationRequest))]
[JsonSerializable(typeof(SessionUpdateNotice))]
internal sealed partial class AcpJson : JsonSerializerContext;
