using Carillon.Core.Identity;
using Carillon.Events;

namespace Carillon.Contracts.Sessions;

/// <summary>
/// Puts permissions before people that no agent asked for over its own protocol. They stand in a session's stream like an agent's, are
/// decided the same way, and last until they are answered, expire, are withdrawn, or the session is closed: turns may begin and end meanwhile.
/// </summary>
public interface IPermissionDesk
{
    /// <summary>
    /// Asks and waits for the decision. Cancelling the token withdraws the request. Errors: SessionNotFound, PermissionDenied,
    /// ShuttingDown, and those of the log.
    /// </summary>
    ValueTask<PermissionResolved> AskAsync(Caller caller, string sessionId, DeskPermission asked, CancellationToken cancellationToken);

    /// <summary>Answers a permission of the caller's tenant by one of its options. Errors: NotFound, AlreadyResolved, Invalid (no such option), PermissionDenied.</summary>
    /// <param name="by">Who is recorded; null for the caller's id.</param>
    ValueTask<PermissionResolved> ChooseAsync(Caller caller, string requestId, string optionId, string? by, CancellationToken cancellationToken);

    /// <summary>The permissions that wait in the caller's tenant, oldest first.</summary>
    ValueTask<IReadOnlyList<PendingPermission>> PendingAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Whether an answer allowed this very line for the rest of the session (<see cref="DeskPermission.SessionOption"/>).</summary>
    ValueTask<bool> IsRememberedAsync(Caller caller, string sessionId, string command, CancellationToken cancellationToken);
}

/// <summary>What is asked.</summary>
/// <param name="RequestId">Never used before.</param>
/// <param name="Timeout">Unanswered for so long means denied.</param>
public sealed record DeskPermission(
    string RequestId, string ToolName, string Description, IReadOnlyList<PermissionOption> Options, TimeSpan Timeout)
{
    /// <summary>The command line, when the question is about one.</summary>
    public string? Command { get; init; }

    /// <summary>How dangerous it is.</summary>
    public RiskLevel? RiskLevel { get; init; }

    /// <summary>Where it would run.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Who wants to.</summary>
    public string? AgentId { get; init; }

    /// <summary>The option that, when chosen, is remembered for the command until the session is deleted.</summary>
    public string? SessionOption { get; init; }

    /// <summary>The option that only owners and admins may choose.</summary>
    public string? OwnersOption { get; init; }
}

/// <summary>A permission that waits.</summary>
/// <param name="CreatedAt">Unix milliseconds.</param>
public sealed record PendingPermission(PermissionRequested Request, long CreatedAt);
