using System.Text.Json;
using System.Text.Json.Serialization;
using Carillon.Contracts.Perception;
using Carillon.Contracts.Sessions;
using Carillon.Dialects.Native.Calls;
using Carillon.Events;

namespace Carillon.Dialects.Native.Json;

/// <summary>Requests, read strictly: a member that is not known is a mistake to hear of, not to pass over.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    MaxDepth = JsonText.MaxDepth,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SessionParams))]
[JsonSerializable(typeof(CreateSessionParams))]
[JsonSerializable(typeof(ListSessionsParams))]
[JsonSerializable(typeof(UpdateSessionParams))]
[JsonSerializable(typeof(HistoryParams))]
[JsonSerializable(typeof(RunTurnParams))]
[JsonSerializable(typeof(SteerParams))]
[JsonSerializable(typeof(ResolveParams))]
[JsonSerializable(typeof(AnswerParams))]
[JsonSerializable(typeof(ListFilesParams))]
[JsonSerializable(typeof(ReadFileParams))]
[JsonSerializable(typeof(FileHistoryParams))]
[JsonSerializable(typeof(UpdateMemberParams))]
[JsonSerializable(typeof(RemoveMemberParams))]
[JsonSerializable(typeof(JobParams))]
[JsonSerializable(typeof(JobMembers))]
[JsonSerializable(typeof(ListJobsParams))]
[JsonSerializable(typeof(ListRunsParams))]
[JsonSerializable(typeof(JobRunParams))]
[JsonSerializable(typeof(NoParams))]
[JsonSerializable(typeof(PageParams))]
[JsonSerializable(typeof(FollowParams))]
[JsonSerializable(typeof(UnfollowParams))]
[JsonSerializable(typeof(WatcherParams))]
internal sealed partial class ParamsJson : JsonSerializerContext;

/// <summary>Answers about sessions and watchers.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionMeta))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(HistoryItem))]
[JsonSerializable(typeof(TurnSnapshot))]
[JsonSerializable(typeof(SandboxSnapshot))]
[JsonSerializable(typeof(PerceptionStatus))]
internal sealed partial class AnswersJson : JsonSerializerContext;
