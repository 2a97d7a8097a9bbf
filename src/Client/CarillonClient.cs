using Carillon.Client.Following;
using Carillon.Client.Http;

namespace Carillon.Client;

/// <summary>
/// Speaks to a Carillon server over its native HTTP API. Safe for any number of callers at once. Every call fails with
/// <see cref="CarillonApiException"/> when the server refuses it and <see cref="HttpRequestException"/> when it cannot be reached.
/// </summary>
public sealed class CarillonClient : IDisposable
{
    private readonly CarillonClientOptions _options;
    private readonly ApiCaller _api;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    public CarillonClient(CarillonClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _api = new ApiCaller(options);
        Sessions = new SessionsClient(_api);
        Approvals = new ApprovalsClient(_api);
        Daemon = new DaemonClient(_api);
        Turns = new TurnsClient(_api, options, Approvals);
        Files = new FilesClient(_api);
        Members = new MembersClient(_api);
        Jobs = new JobsClient(_api);
    }

    /// <summary>Sessions: conversations with agents.</summary>
    public SessionsClient Sessions { get; }

    /// <summary>Turns: an agent's work on one prompt.</summary>
    public TurnsClient Turns { get; }

    /// <summary>Permissions and questions that wait for an answer.</summary>
    public ApprovalsClient Approvals { get; }

    /// <summary>The watchers over the server's machine.</summary>
    public DaemonClient Daemon { get; }

    /// <summary>The files of sessions' workspaces.</summary>
    public FilesClient Files { get; }

    /// <summary>Who belongs to the tenant.</summary>
    public MembersClient Members { get; }

    /// <summary>Scheduled jobs and their runs.</summary>
    public JobsClient Jobs { get; }

    /// <summary>Publishes one event and returns it numbered, once it is committed. With an id of its own it may be sent again without harm.</summary>
    public Task<PublishResult> PublishAsync(string stream, OutgoingEvent outgoing, CancellationToken cancellationToken = default) =>
        PublishAsync(stream, [outgoing], cancellationToken);

    /// <summary>Publishes events together: all of them are committed, in this order, or none.</summary>
    public Task<PublishResult> PublishAsync(string stream, IReadOnlyList<OutgoingEvent> outgoing, CancellationToken cancellationToken = default) =>
        EventsApi.PublishAsync(_api, stream, outgoing, cancellationToken);

    /// <summary>A page of a stream's durable events with a number above <paramref name="after"/>.</summary>
    /// <param name="limit">1 to 1,000.</param>
    public Task<EventPage> PageAsync(string stream, long after = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        EventsApi.PageAsync(_api, stream, after, limit, cancellationToken);

    /// <summary>
    /// Follows events for as long as the caller enumerates: history after the given point, then live. A lost connection is
    /// made again and resumed without a loss or a repeat; what cannot be had any more comes as <see cref="FollowedGap"/>.
    /// Ends only by cancellation, or with the error that made going on impossible.
    /// </summary>
    public IAsyncEnumerable<FollowItem> FollowAsync(FollowRequest request, CancellationToken cancellationToken = default) =>
        new Follower(_api, _options, request).RunAsync(cancellationToken);

    /// <summary>As <see cref="FollowAsync"/>, with events only; what is no event, and what agents ask, goes to the callbacks.</summary>
    public IAsyncEnumerable<CarillonEvent> EventsAsync(
        FollowRequest request, FollowCallbacks? callbacks = null, CancellationToken cancellationToken = default) =>
        new TypedEvents(Approvals, callbacks ?? new FollowCallbacks()).RunAsync(token => FollowAsync(request, token), cancellationToken);

    /// <summary>The names that can be given as a session's agent type.</summary>
    public Task<IReadOnlyList<string>> ListAgentsAsync(CancellationToken cancellationToken = default) =>
        SessionsApi.ListAgentsAsync(_api, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _api.Dispose();
}
