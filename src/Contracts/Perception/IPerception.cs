using System.Text.Json.Serialization;
using Carillon.Core.Identity;

namespace Carillon.Contracts.Perception;

/// <summary>
/// The watchers over the machine that Carillon runs on. They belong to one tenant, which is configured: to anyone else there are
/// none. What they see is in that tenant's <c>daemon</c> stream, which viewers may not follow or read.
/// </summary>
public interface IPerception
{
    /// <summary>Every watcher and what was last derived. Errors: PermissionDenied (a viewer).</summary>
    ValueTask<PerceptionStatus> StatusAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Stops a watcher until it is resumed, restarts included; what happens meanwhile is not seen. Nothing happens when it is paused
    /// already. Committed before it returns. Errors: PermissionDenied (needs owner or admin), NotFound, Conflict (it is turned off).
    /// </summary>
    ValueTask<WatcherStatus> PauseAsync(Caller caller, string watcher, CancellationToken cancellationToken);

    /// <summary>
    /// Lets a watcher that is paused, or that failed, go on from now. Nothing happens when it runs. Errors: as of <see cref="PauseAsync"/>.
    /// </summary>
    ValueTask<WatcherStatus> ResumeAsync(Caller caller, string watcher, CancellationToken cancellationToken);
}

/// <summary>What the watchers are doing and what they make of it.</summary>
/// <param name="Enabled">False when nothing is watched at all; then there are no watchers.</param>
/// <param name="Watchers">By id.</param>
public sealed record PerceptionStatus(bool Enabled, IReadOnlyList<WatcherStatus> Watchers, PerceivedState? Perceived = null);

/// <summary>One watcher.</summary>
/// <param name="Id"><c>files</c>, <c>processes</c>, <c>system</c> or <c>time</c>.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Since">When it came to that state, in Unix milliseconds.</param>
/// <param name="Seen">How many observations it has made since it last started.</param>
/// <param name="Problem">What it last complained of; null when nothing is wrong.</param>
/// <param name="Details">What it watches and what it cannot tell, for people: such as <c>folders</c> to <c>412</c>, <c>display</c> to <c>unavailable</c>.</param>
public sealed record WatcherStatus(
    string Id, WatcherState State, long Since, long Seen, IReadOnlyDictionary<string, string> Details, string? Problem = null);

/// <summary>What a watcher is doing.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WatcherState>))]
public enum WatcherState
{
    /// <summary>Nothing: it is turned off in the configuration.</summary>
    [JsonStringEnumMemberName("off")] Off,

    /// <summary>It watches.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Nothing, until it is resumed.</summary>
    [JsonStringEnumMemberName("paused")] Paused,

    /// <summary>Nothing, since it could not go on.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>What was derived last, as the newest derived events say.</summary>
/// <param name="Activity"><c>coding</c>, <c>meeting</c>, <c>browsing</c>, <c>idle</c> or <c>unknown</c>.</param>
/// <param name="Pressure">Resource (<c>cpu</c>, <c>memory</c>, <c>battery</c>) to level (<c>normal</c>, <c>warning</c>, <c>critical</c>).</param>
/// <param name="ProjectRoots">Where programming sessions go on.</param>
public sealed record PerceivedState(
    string Activity, bool Idle, bool InMeeting, IReadOnlyDictionary<string, string> Pressure, IReadOnlyList<string> ProjectRoots);
