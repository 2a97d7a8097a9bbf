using Carillon.Core.Identity;

namespace Carillon.Contracts.Sessions;

/// <summary>The agents' processes of sessions. One is started by a session's first turn and kept for the next.</summary>
public interface ISessionAgents
{
    /// <summary>
    /// Ends a session's agent, when no more turns are expected; the next turn starts another. Nothing happens when none runs.
    /// Errors: SessionNotFound, PermissionDenied, TurnInProgress.
    /// </summary>
    ValueTask ReleaseAsync(Caller caller, string sessionId, CancellationToken cancellationToken);
}
