using Carillon.Events;

namespace Carillon.Dialects.Native.Calls;

// What requests carry: the body of an HTTP request, or the params of a JSON-RPC one. What a path says wins over the body.

internal sealed record SessionParams(string? SessionId = null);

internal sealed record CreateSessionParams(string? AgentType = null, string? Name = null);

internal sealed record ListSessionsParams(bool IncludeArchived = false, int? Limit = null, string? Next = null);

internal sealed record UpdateSessionParams(string? SessionId = null, string? Name = null, bool? Archived = null);

internal sealed record HistoryParams(string? SessionId = null, long? After = null, int? Limit = null);

internal sealed record RunTurnParams(string? SessionId = null, string? Text = null, string? Model = null, string? Thinking = null);

internal sealed record SteerParams(string? SessionId = null, string? Content = null);

internal sealed record ResolveParams(string? SessionId = null, string? RequestId = null, PermissionKind? Kind = null);

internal sealed record AnswerParams(string? SessionId = null, string? RequestId = null, IReadOnlyDictionary<string, string>? Answers = null);

internal sealed record ListFilesParams(string? SessionId = null, string? Path = null, int? Depth = null);

internal sealed record ReadFileParams(string? SessionId = null, string? Path = null, int? Iteration = null);

internal sealed record FileHistoryParams(string? SessionId = null, string? Path = null);

internal sealed record UpdateMemberParams(string? UserId = null, string? Role = null);

internal sealed record RemoveMemberParams(string? UserId = null);

internal sealed record NoParams;

internal sealed record WatcherParams(string? Watcher = null);

internal sealed record PageParams(string? Stream = null, long? After = null, int? Limit = null);

internal sealed record FollowParams(
    IReadOnlyList<string>? Streams = null,
    IReadOnlyList<string>? Topics = null,
    IReadOnlyList<ScopeParam>? Scopes = null,
    IReadOnlyList<string>? Mentions = null,
    string? After = null);

internal sealed record ScopeParam(string? Type = null, string? Value = null);

internal sealed record UnfollowParams(long? Subscription = null);
