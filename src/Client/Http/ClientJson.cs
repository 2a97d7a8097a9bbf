using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Events;

namespace Carillon.Client.Http;

/// <summary>What the API answers with, beside entries; members that a newer server adds are passed over.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionMeta))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(HistoryPage))]
[JsonSerializable(typeof(SessionSnapshot))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(JobMembers))]
[JsonSerializable(typeof(JobRun))]
[JsonSerializable(typeof(JobRunPage))]
[JsonSerializable(typeof(PendingAnswer))]
[JsonSerializable(typeof(AgentsAnswer))]
[JsonSerializable(typeof(TurnAnswer))]
[JsonSerializable(typeof(SteerAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(PermissionResolved))]
[JsonSerializable(typeof(QuestionAnswered))]
[JsonSerializable(typeof(FileListing))]
[JsonSerializable(typeof(FileAnswer))]
[JsonSerializable(typeof(FileHistory))]
[JsonSerializable(typeof(MembersAnswer))]
[JsonSerializable(typeof(Member))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(RoleBody))]
[JsonSerializable(typeof(NewSessionBody))]
[JsonSerializable(typeof(ChangeSessionBody))]
[JsonSerializable(typeof(Prompt))]
[JsonSerializable(typeof(SteerBody))]
[JsonSerializable(typeof(ResolveBody))]
[JsonSerializable(typeof(AnswerBody))]
[JsonSerializable(typeof(GapData))]
[JsonSerializable(typeof(ResetData))]
[JsonSerializable(typeof(CursorData))]
[JsonSerializable(typeof(LabelsData))]
[JsonSerializable(typeof(DaemonStatus))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJson : JsonSerializerContext;

internal sealed record PendingAnswer(IReadOnlyList<PendingRequest> Pending);

internal sealed record AgentsAnswer(IReadOnlyList<AgentItem> Agents);

internal sealed record AgentItem(string Name);

internal sealed record TurnAnswer(string TurnId);

internal sealed record SteerAnswer(string SteerId);

internal sealed record FileAnswer(string Path, string Encoding, string Content, int? Iteration = null);

internal sealed record MembersAnswer(IReadOnlyList<Member> Members);

internal sealed record RoleBody(string Role);

internal sealed record ProblemAnswer(string? Code = null, string? Title = null, string? Detail = null);

internal sealed record NewSessionBody(string AgentType, string? Name = null);

internal sealed record ChangeSessionBody(string? Name = null, bool? Archived = null);

internal sealed record SteerBody(string Content);

internal sealed record ResolveBody(PermissionKind Kind);

internal sealed record AnswerBody(IReadOnlyDictionary<string, string> Answers);

internal sealed record GapData(string Stream, long From, long To, string Reason);

internal sealed record ResetData(long Epoch, string Reason);

internal sealed record CursorData(string Cursor);
