using Carillon.Events;

namespace Carillon.Client;

/// <summary>
/// What is to be done, while events are enumerated, about all that is no event, and about what agents ask. Each is called from within
/// the enumeration, one at a time, except for the two that answer: those run beside it.
/// </summary>
public sealed record FollowCallbacks
{
    /// <summary>Some numbers of a stream will not come.</summary>
    public Action<FollowedGap>? OnGap { get; init; }

    /// <summary>The log is another one; everything it holds follows from its beginning.</summary>
    public Action<FollowedReset>? OnReset { get; init; }

    /// <summary>The connection was lost and will be made again.</summary>
    public Action<FollowedReconnecting>? OnReconnecting { get; init; }

    /// <summary>History is done and live begins; once after each connect.</summary>
    public Action? OnLive { get; init; }

    /// <summary>
    /// Answers a permission that waits; null leaves it to someone else. Its token is cancelled when somebody else has answered, the
    /// request has expired, or the enumeration ends. What it throws ends the enumeration.
    /// </summary>
    public Func<PermissionRequested, CancellationToken, Task<PermissionKind?>>? OnPermission { get; init; }

    /// <summary>Answers a question that waits, question id to answer; null leaves it to someone else. Otherwise as <see cref="OnPermission"/>.</summary>
    public Func<QuestionRequested, CancellationToken, Task<IReadOnlyDictionary<string, string>?>>? OnQuestion { get; init; }
}
