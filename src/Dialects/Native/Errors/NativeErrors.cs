using System.Collections.Frozen;
using Carillon.Core.Errors;

namespace Carillon.Dialects.Native.Errors;

/// <summary>How one error is told.</summary>
/// <param name="Code">For programs; the same in HTTP and in JSON-RPC.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">For people; the same for every occurrence.</param>
internal sealed record NativeError(string Code, int Status, string Title);

/// <summary>The one table of errors of this dialect.</summary>
internal static class NativeErrors
{
    private static readonly FrozenDictionary<ErrorCode, NativeError> Table = new Dictionary<ErrorCode, NativeError>
    {
        [ErrorCode.Invalid] = new("invalid", 400, "The request does not parse or does not fit"),
        [ErrorCode.SessionNotFound] = new("session_not_found", 404, "No such session"),
        [ErrorCode.NotFound] = new("not_found", 404, "Not found"),
        [ErrorCode.PermissionDenied] = new("permission_denied", 403, "Not allowed"),
        [ErrorCode.Blocked] = new("blocked", 403, "A hook refused it"),
        [ErrorCode.Unauthenticated] = new("unauthenticated", 401, "Credentials are needed"),
        [ErrorCode.TurnInProgress] = new("turn_in_progress", 409, "A turn already runs in this session"),
        [ErrorCode.NoTurnInProgress] = new("no_turn_in_progress", 409, "No turn runs in this session"),
        [ErrorCode.SessionArchived] = new("session_archived", 409, "The session is archived"),
        [ErrorCode.AlreadyResolved] = new("already_resolved", 409, "Already decided"),
        [ErrorCode.Conflict] = new("conflict", 409, "In conflict with what is there"),
        [ErrorCode.LastOwner] = new("last_owner", 409, "The tenant must keep an owner"),
        [ErrorCode.UnknownAgent] = new("unknown_agent", 400, "No agent of that name is configured"),
        [ErrorCode.AgentFailed] = new("agent_failed", 502, "The agent failed"),
        [ErrorCode.TooLarge] = new("too_large", 413, "Larger than the limit"),
        [ErrorCode.RateLimited] = new("rate_limited", 429, "Too many requests"),
        [ErrorCode.PathOutsideWorkspace] = new("path_outside_workspace", 400, "The path leaves the workspace"),
        [ErrorCode.StorageUnavailable] = new("storage_unavailable", 503, "The log takes no writes now"),
        [ErrorCode.ShuttingDown] = new("shutting_down", 503, "The server is stopping"),
        [ErrorCode.Internal] = new("internal", 500, "A fault of the server"),
    }.ToFrozenDictionary();

    /// <summary>No endpoint has this path.</summary>
    public static NativeError NoSuchPath { get; } = new("not_found", 404, "No such path");

    /// <summary>The path is there, the method is not.</summary>
    public static NativeError MethodNotAllowed { get; } = new("method_not_allowed", 405, "This path does not take this method");

    /// <summary>A body that is not said to be JSON.</summary>
    public static NativeError UnsupportedMediaType { get; } = new("unsupported_media_type", 415, "Only JSON is taken");

    /// <summary>How a code is told.</summary>
    public static NativeError Of(ErrorCode code) => Table[code];
}
