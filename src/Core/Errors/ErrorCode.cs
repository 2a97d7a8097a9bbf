namespace Carillon.Core.Errors;

/// <summary>The one list of errors a peer may be told of. Each dialect turns a code into its own word.</summary>
public enum ErrorCode
{
    /// <summary>The request does not parse or does not fit.</summary>
    Invalid,

    /// <summary>No such session in the caller's tenant.</summary>
    SessionNotFound,

    /// <summary>Something else that was named does not exist in the caller's tenant.</summary>
    NotFound,

    /// <summary>The caller's role does not allow it.</summary>
    PermissionDenied,

    /// <summary>A hook refused it; the text says which and why.</summary>
    Blocked,

    /// <summary>No identity yet.</summary>
    Unauthenticated,

    /// <summary>A turn already runs in this session.</summary>
    TurnInProgress,

    /// <summary>No turn runs in this session.</summary>
    NoTurnInProgress,

    /// <summary>The session is archived.</summary>
    SessionArchived,

    /// <summary>The permission or question was already decided, or expired.</summary>
    AlreadyResolved,

    /// <summary>The same event id with other content, or a document changed meanwhile.</summary>
    Conflict,

    /// <summary>It would leave the tenant without an owner.</summary>
    LastOwner,

    /// <summary>No agent of that name is configured.</summary>
    UnknownAgent,

    /// <summary>The agent could not be started or failed.</summary>
    AgentFailed,

    /// <summary>Larger than the limit.</summary>
    TooLarge,

    /// <summary>Too many requests; try again later.</summary>
    RateLimited,

    /// <summary>The path leaves the workspace.</summary>
    PathOutsideWorkspace,

    /// <summary>The log cannot take writes now: disk full, read-only, or an earlier failure.</summary>
    StorageUnavailable,

    /// <summary>The server is stopping.</summary>
    ShuttingDown,

    /// <summary>A fault of ours; the text says no more.</summary>
    Internal,
}

/// <summary>An expected failure. Its message is the only text of ours that a peer may see, so it holds nothing internal.</summary>
public sealed class CarillonException(ErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Which of the list.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>After how long the same may be tried again; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
