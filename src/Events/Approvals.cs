using System.Text.Json.Serialization;

namespace Carillon.Events;

/// <summary>What choosing an option means (ACP: PermissionOptionKind).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PermissionKind>))]
public enum PermissionKind
{
    /// <summary>Yes, this time.</summary>
    [JsonStringEnumMemberName("allow_once")] AllowOnce,

    /// <summary>Yes, and do not ask again.</summary>
    [JsonStringEnumMemberName("allow_always")] AllowAlways,

    /// <summary>No, this time.</summary>
    [JsonStringEnumMemberName("reject_once")] RejectOnce,

    /// <summary>No, and do not ask again.</summary>
    [JsonStringEnumMemberName("reject_always")] RejectAlways,
}

/// <summary>How a permission came to its end.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PermissionOutcome>))]
public enum PermissionOutcome
{
    /// <summary>Someone allowed it.</summary>
    [JsonStringEnumMemberName("allowed")] Allowed,

    /// <summary>Someone refused it.</summary>
    [JsonStringEnumMemberName("denied")] Denied,

    /// <summary>Nobody answered in time, or before the server was cut off; that is a refusal.</summary>
    [JsonStringEnumMemberName("expired")] Expired,

    /// <summary>The turn that asked ended first.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

/// <summary>How dangerous a command is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RiskLevel>))]
public enum RiskLevel
{
    /// <summary>Reads.</summary>
    [JsonStringEnumMemberName("low")] Low,

    /// <summary>Writes inside the workspace.</summary>
    [JsonStringEnumMemberName("medium")] Medium,

    /// <summary>Changes the machine or reaches the network.</summary>
    [JsonStringEnumMemberName("high")] High,

    /// <summary>May destroy what cannot be brought back.</summary>
    [JsonStringEnumMemberName("critical")] Critical,
}

/// <summary>One answer the agent offers.</summary>
public sealed record PermissionOption(string OptionId, string Name, PermissionKind Kind);

/// <summary>The agent asks before it does something.</summary>
/// <param name="RequestId">Made by Carillon, never used twice.</param>
/// <param name="ToolName">The tool that asks.</param>
/// <param name="Description">What would be done, for people.</param>
/// <param name="Options">The answers the agent understands.</param>
/// <param name="ExpiresAt">Unix milliseconds; unanswered by then means denied.</param>
/// <param name="TurnId">The turn that asks; empty when the request is not an agent's and belongs to none.</param>
/// <param name="Command">The command line, when the question is about one.</param>
/// <param name="RiskLevel">How dangerous the command is, by what a shell would run of it.</param>
/// <param name="WorkingDirectory">Where the command would run, as far as that was said.</param>
/// <param name="AgentId">Who wants to run it, when it is not the session's own agent.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record PermissionRequested(
    string SessionId,
    string TurnId,
    string RequestId,
    string ToolName,
    string Description,
    IReadOnlyList<PermissionOption> Options,
    long ExpiresAt,
    string? ToolCallId = null,
    string? Command = null,
    RiskLevel? RiskLevel = null,
    string? WorkingDirectory = null,
    string? AgentId = null) : Event;

/// <summary>A permission was decided, once.</summary>
/// <param name="Approved">True only when someone allowed it.</param>
/// <param name="Kind">Which kind of answer was given; absent when nobody answered.</param>
/// <param name="By">Who answered; <c>hook:</c> and its name when a hook did.</param>
/// <param name="OptionId">Which of the options, when the answer named one.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record PermissionResolved(
    string SessionId,
    string RequestId,
    bool Approved,
    PermissionOutcome Outcome,
    PermissionKind? Kind = null,
    string? By = null,
    string? OptionId = null) : Event;

/// <summary>One question to a person.</summary>
/// <param name="Type"><c>choice</c>, <c>multi_choice</c>, <c>text</c>, <c>confirm</c> or <c>number</c>.</param>
public sealed record Question(string Id, string Text, string Type, IReadOnlyList<string>? Options = null);

/// <summary>The agent asks a person and waits.</summary>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record QuestionRequested(
    string SessionId, string TurnId, string RequestId, IReadOnlyList<Question> Questions, long ExpiresAt, string? Context = null) : Event;

/// <summary>A question was answered, or will not be.</summary>
/// <param name="Answers">Question id to answer; absent when the question expired or was cancelled.</param>
[EventKind(StreamKind.Session, Durability.Durable)]
public sealed record QuestionAnswered(
    string SessionId, string RequestId, PermissionOutcome Outcome, IReadOnlyDictionary<string, string>? Answers = null, string? By = null) : Event;
