using Carillon.Client.Following;
using Carillon.Client.Http;

namespace Carillon.Client;

/// <summary>Turns of sessions, one at a time in each. Going away does not stop one.</summary>
public sealed class TurnsClient
{
    private readonly ApiCaller _api;
    private readonly CarillonClientOptions _options;
    private readonly ApprovalsClient _approvals;

    internal TurnsClient(ApiCaller api, CarillonClientOptions options, ApprovalsClient approvals)
    {
        _api = api;
        _options = options;
        _approvals = approvals;
    }

    /// <summary>
    /// Starts a turn and yields its events as they come, the last one being <c>turn.completed</c>, <c>turn.failed</c> or
    /// <c>turn.cancelled</c>. A connection lost meanwhile is made again and resumed. A server that cannot be reached before the turn has begun
    /// is an error, and so is whatever <see cref="RunAsync"/> refuses.
    /// </summary>
    public IAsyncEnumerable<CarillonEvent> PromptAsync(
        string sessionId, Prompt prompt, FollowCallbacks? callbacks = null, CancellationToken cancellationToken = default) =>
        new TypedEvents(_approvals, callbacks ?? new FollowCallbacks()).RunAsync(token => WatchAsync(sessionId, prompt, token), cancellationToken);

    /// <summary>As <see cref="PromptAsync"/>, with news about the following itself among the events.</summary>
    public IAsyncEnumerable<FollowItem> WatchAsync(string sessionId, Prompt prompt, CancellationToken cancellationToken = default) =>
        new TurnFollower(_api, _options, sessionId, prompt).RunAsync(cancellationToken);

    /// <summary>
    /// Starts a turn and returns its id once its start is committed. What it does is told by the session's stream.
    /// Errors: session_not_found, session_archived, turn_in_progress, permission_denied, invalid.
    /// </summary>
    public Task<string> RunAsync(string sessionId, Prompt prompt, CancellationToken cancellationToken = default) =>
        SessionsApi.RunTurnAsync(_api, sessionId, prompt, cancellationToken);

    /// <summary>Stops the running turn and returns its id. Errors: session_not_found, no_turn_in_progress.</summary>
    public Task<string> StopAsync(string sessionId, CancellationToken cancellationToken = default) =>
        SessionsApi.StopTurnAsync(_api, sessionId, cancellationToken);

    /// <summary>Puts words to the agent in the middle of its turn and returns the steer's id. Errors: session_not_found, no_turn_in_progress.</summary>
    public Task<string> SteerAsync(string sessionId, string content, CancellationToken cancellationToken = default) =>
        SessionsApi.SteerAsync(_api, sessionId, content, cancellationToken);
}
