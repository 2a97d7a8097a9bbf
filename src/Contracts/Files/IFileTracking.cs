using Carillon.Contracts.Sandbox;
using Carillon.Core.Streams;

namespace Carillon.Contracts.Files;

/// <summary>
/// Notices which files change in sessions' workspaces, whoever changes them, and records each new content as an iteration: a
/// <c>file.changed</c> event, and in the same append what the file is and was.
/// </summary>
public interface IFileTracking
{
    /// <summary>
    /// Begins to watch a workspace; what changed while nobody watched is recorded before it returns, as part of no turn. There
    /// must be one watch of a session at a time.
    /// </summary>
    ValueTask<IFileWatch> WatchAsync(WatchedPlace place, CancellationToken cancellationToken);

    /// <summary>The changes that remove all that is kept of a session's files; they belong into the append that deletes the session.</summary>
    IReadOnlyList<Change> RemovalOf(string tenant, string sessionId);
}

/// <summary>What is watched, and for whom.</summary>
/// <param name="Session">The session's stream.</param>
/// <param name="RunningTurn">The id of the turn that runs when it is called, or null.</param>
public sealed record WatchedPlace(StreamId Session, IWorkspace Workspace, Func<string?> RunningTurn);

/// <summary>A watched workspace. Dispose it to look once more and then stop watching.</summary>
public interface IFileWatch : IAsyncDisposable
{
    /// <summary>
    /// Writes a text file and returns once its iteration is recorded; content that the file had already is none. Errors: those of
    /// <see cref="IWorkspace.WriteTextAsync"/> and of the log.
    /// </summary>
    ValueTask WriteTextAsync(string path, string content, CancellationToken cancellationToken);

    /// <summary>
    /// Looks at every file and returns once all that changed up to now is recorded. What the log does not take now is recorded
    /// later: that is not the caller's failure.
    /// </summary>
    ValueTask CatchUpAsync(CancellationToken cancellationToken);
}
