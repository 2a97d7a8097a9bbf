using Carillon.Core.Identity;

namespace Carillon.Contracts.Sessions;

/// <summary>Runs turns: at most one at a time in a session. A client that goes away does not stop one.</summary>
public interface ITurns
{
    /// <summary>
    /// Starts a turn and returns its id once <c>turn.started</c> is committed; the agent is started when none runs yet.
    /// Errors: SessionNotFound, SessionArchived, TurnInProgress, PermissionDenied, Invalid (empty or over 1 MB).
    /// What goes wrong later ends the turn with <c>turn.failed</c>.
    /// </summary>
    ValueTask<string> RunAsync(Caller caller, string sessionId, TurnDraft draft, CancellationToken cancellationToken);

    /// <summary>The same with a prompt and nothing else.</summary>
    ValueTask<string> RunAsync(Caller caller, string sessionId, string text, CancellationToken cancellationToken) =>
        RunAsync(caller, sessionId, new TurnDraft(text), cancellationToken);

    /// <summary>Stops the running turn and returns its id once the agent has stopped or was ended. Errors: SessionNotFound, NoTurnInProgress.</summary>
    ValueTask<string> StopAsync(Caller caller, string sessionId, CancellationToken cancellationToken);

    /// <summary>Puts words to the agent in the middle of its turn; returns the steer's id once they were delivered. Errors: SessionNotFound, NoTurnInProgress.</summary>
    ValueTask<string> SteerAsync(Caller caller, string sessionId, string content, CancellationToken cancellationToken);
}
