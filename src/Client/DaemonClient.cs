using Carillon.Client.Http;

namespace Carillon.Client;

/// <summary>The watchers over the server's machine. What they see comes as events of the stream <c>daemon</c>.</summary>
public sealed class DaemonClient
{
    private readonly ApiCaller _api;

    internal DaemonClient(ApiCaller api) => _api = api;

    /// <summary>Every watcher, and what was derived last. Errors: permission_denied (a viewer).</summary>
    public Task<DaemonStatus> StatusAsync(CancellationToken cancellationToken = default) =>
        _api.SendAsync(HttpMethod.Get, "/v1/daemon", null, ClientJson.Default.DaemonStatus, cancellationToken);

    /// <summary>Stops a watcher until it is resumed. Errors: permission_denied (needs owner or admin), not_found, conflict (it is turned off).</summary>
    public Task<DaemonWatcher> PauseAsync(string watcher, CancellationToken cancellationToken = default) => TurnAsync(watcher, "pause", cancellationToken);

    /// <summary>Lets a watcher go on that was paused or failed. Errors: as of <see cref="PauseAsync"/>.</summary>
    public Task<DaemonWatcher> ResumeAsync(string watcher, CancellationToken cancellationToken = default) => TurnAsync(watcher, "resume", cancellationToken);

    private Task<DaemonWatcher> TurnAsync(string watcher, string what, CancellationToken cancellationToken) =>
        _api.SendAsync(HttpMethod.Post, $"/v1/daemon/{Uri.EscapeDataString(watcher)}/{what}", null, ClientJson.Default.DaemonWatcher, cancellationToken);
}

/// <summary>What the watchers are doing and what they make of it.</summary>
/// <param name="Enabled">False when nothing is watched.</param>
public sealed record DaemonStatus(bool Enabled, IReadOnlyList<DaemonWatcher> Watchers, DaemonPerceived? Perceived = null);

/// <summary>One watcher.</summary>
/// <param name="State"><c>off</c>, <c>running</c>, <c>paused</c> or <c>failed</c>.</param>
/// <param name="Since">Unix milliseconds.</param>
/// <param name="Seen">How many observations it has made since it last started.</param>
/// <param name="Details">What it watches and what it cannot tell.</param>
/// <param name="Problem">What it last complained of.</param>
public sealed record DaemonWatcher(
    string Id, string State, long Since, long Seen, IReadOnlyDictionary<string, string> Details, string? Problem = null);

/// <summary>What was derived last.</summary>
/// <param name="Pressure">Resource to level.</param>
/// <param name="ProjectRoots">Where programming sessions go on.</param>
public sealed record DaemonPerceived(
    string Activity, bool Idle, bool InMeeting, IReadOnlyDictionary<string, string> Pressure, IReadOnlyList<string> ProjectRoots);
