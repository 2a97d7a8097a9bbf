using Carillon.Client.Http;

namespace Carillon.Client;

/// <summary>Turns of sessions, one at a time in each. Going away does not stop one.</summary>
public sealed class TurnsClient
{
    private readonly ApiCaller _api;

    internal TurnsClient(ApiCaller api) => _api = api;

    /// <summary>
    /// Starts a turn and returns its id once its start is committed. What it does is told by the session's stream.
    /// Errors: session_not_found, session_archived, turn_in_progress, permission_denied, invalid.
    /// </summary>
    public Task<string> RunAsync(string sessionId, string text, CancellationToken cancellationToken = default) =>
        SessionsApi.RunTurnAsync(_api, sessionId, text, cancellationToken);

    /// <summary>Stops the running turn and returns its id. Errors: session_not_found, no_turn_in_progress.</summary>
    public Task<string> StopAsync(string sessionId, CancellationToken cancellationToken = default) =>
        SessionsApi.StopTurnAsync(_api, sessionId, cancellationToken);

    /// <summary>Puts words to the agent in the middle of its turn and returns the steer's id. Errors: session_not_found, no_turn_in_progress.</summary>
    public Task<string> SteerAsync(string sessionId, string content, CancellationToken cancellationToken = default) =>
        SessionsApi.SteerAsync(_api, sessionId, content, cancellationToken);
}
