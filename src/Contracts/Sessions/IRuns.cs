using Carillon.Core.Identity;
using Carillon.Events;

namespace Carillon.Contracts.Sessions;

/// <summary>
/// Turns by their own id, for callers who do not know the session: what protocols call a run is a turn, and a run's id is the turn's.
/// A run of another tenant, and one whose session was deleted, does not exist (NotFound).
/// </summary>
public interface IRuns
{
    /// <summary>A run as it stands. Errors: NotFound, PermissionDenied.</summary>
    ValueTask<Run> GetAsync(Caller caller, string runId, CancellationToken cancellationToken);

    /// <summary>Waits until a run has ended and returns it; cancel the token to wait no longer. Errors: NotFound, PermissionDenied.</summary>
    ValueTask<Run> WaitAsync(Caller caller, string runId, CancellationToken cancellationToken);

    /// <summary>Stops a run, and no other of its session; false when it had ended before. Errors: NotFound, PermissionDenied.</summary>
    ValueTask<bool> CancelAsync(Caller caller, string runId, CancellationToken cancellationToken);

    /// <summary>Puts words to the agent in the middle of a run. Errors: NotFound, NoTurnInProgress (it has ended), PermissionDenied, Invalid.</summary>
    ValueTask SteerAsync(Caller caller, string runId, string content, CancellationToken cancellationToken);
}

/// <summary>How far a run is.</summary>
public enum RunStatus
{
    /// <summary>Its agent works, or waits for an answer.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Completed,

    /// <summary>Someone stopped it.</summary>
    Cancelled,

    /// <summary>It ended with an error.</summary>
    Failed,
}

/// <summary>A turn, told by what the log says of it. Times are Unix milliseconds.</summary>
/// <param name="Id">The turn's id.</param>
/// <param name="SessionKey">Of its session.</param>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="DurationMs">So far, while it runs.</param>
/// <param name="ToolsCalled">The names of the tools it called, in order, one for each call.</param>
/// <param name="Tokens">Where the agent says so, and once it has ended.</param>
/// <param name="Output">The answer; null while it runs, and where there was none.</param>
/// <param name="Error">What went wrong; null unless it failed.</param>
public sealed record Run(
    string Id,
    string SessionId,
    string SessionKey,
    RunStatus Status,
    long StartedAt,
    long? EndedAt,
    long DurationMs,
    IReadOnlyList<string> ToolsCalled,
    TokenCount? Tokens = null,
    string? Output = null,
    string? Error = null);
