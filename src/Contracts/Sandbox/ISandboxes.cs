using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;

namespace Carillon.Contracts.Sandbox;

/// <summary>Where agents' processes and files live: a workspace for each session.</summary>
public interface ISandboxes
{
    /// <summary>Which kind of sandbox this is: <c>local</c>, <c>bubblewrap</c>.</summary>
    string Provider { get; }

    /// <summary>A session's workspace, made when it is not there yet. Errors: Internal (it cannot be made).</summary>
    ValueTask<IWorkspace> OpenAsync(string tenant, string sessionId, CancellationToken cancellationToken) =>
        OpenAsync(tenant, sessionId, static _ => ValueTask.CompletedTask, cancellationToken);

    /// <inheritdoc cref="OpenAsync(string, string, CancellationToken)"/>
    /// <param name="report">Hears each phase before it begins, and is awaited.</param>
    ValueTask<IWorkspace> OpenAsync(
        string tenant, string sessionId, Func<SandboxPhase, ValueTask> report, CancellationToken cancellationToken);

    /// <summary>A session's workspace as it is, or null when none was made.</summary>
    ValueTask<IWorkspace?> FindAsync(string tenant, string sessionId, CancellationToken cancellationToken);

    /// <summary>Removes a session's workspace and everything in it.</summary>
    ValueTask RemoveAsync(string tenant, string sessionId, CancellationToken cancellationToken);
}

/// <summary>A part of a sandbox's making.</summary>
/// <param name="Name">Such as <c>creating</c> or <c>configuring</c>.</param>
/// <param name="Message">What is done, for people.</param>
public sealed record SandboxPhase(string Name, string? Message = null);

/// <summary>A folder, and commands that run in it. Paths cannot leave it, by dots, absolute names or links.</summary>
public interface IWorkspace
{
    /// <summary>The folder, absolute.</summary>
    string Root { get; }

    /// <summary>
    /// The name under which a path is known here: relative to the root, with forward slashes, links followed. What it names need
    /// not exist. Errors: PathOutsideWorkspace, Invalid.
    /// </summary>
    string NameOf(string path);

    /// <summary>
    /// What is in a folder and below it, a folder before what it holds, by name (ordinal). Links are named and never followed;
    /// names that are not UTF-8 cannot be said and are left out. Errors: PathOutsideWorkspace, NotFound,
    /// Invalid (not a folder), PermissionDenied.
    /// </summary>
    ValueTask<FolderListing> ListAsync(string path, ListingBounds bounds, CancellationToken cancellationToken);

    /// <summary>Reads a regular file whole. Errors: PathOutsideWorkspace, NotFound, Invalid, PermissionDenied, TooLarge.</summary>
    /// <param name="limit">The most bytes wanted; a larger file is TooLarge.</param>
    ValueTask<FileBytes> ReadAsync(string path, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Which content a regular file has now, in memory that does not grow with the file. Errors: PathOutsideWorkspace, NotFound,
    /// Invalid, PermissionDenied.
    /// </summary>
    ValueTask<FileDigest> DigestAsync(string path, DigestBounds bounds, CancellationToken cancellationToken);

    /// <summary>Reads a text file. Errors: PathOutsideWorkspace, NotFound, TooLarge.</summary>
    ValueTask<string> ReadTextAsync(string path, int? line, int? limit, CancellationToken cancellationToken);

    /// <summary>Writes a text file, whole or not at all, and returns its path relative to the root with its size in bytes.</summary>
    ValueTask<FileWritten> WriteTextAsync(string path, string content, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a process in the sandbox, within its limits, with pipes on its standard streams. Whoever starts it disposes it; it ends at
    /// the latest when the workspace is removed or the server stops, however it stops. Errors: PathOutsideWorkspace, NotFound (no such
    /// executable, or none that can be seen inside), Invalid.
    /// </summary>
    ValueTask<ChildProcess> LaunchAsync(Launch launch, CancellationToken cancellationToken);

    /// <summary>Starts a command. Errors: those of <see cref="LaunchAsync"/>.</summary>
    ValueTask<ITerminal> StartAsync(TerminalRequest request, ITerminalObserver observer, CancellationToken cancellationToken);
}

/// <summary>A file that now has other content.</summary>
public sealed record FileWritten(string RelativePath, long Size, string Hash);

/// <summary>A running or ended command. Dispose it to end it with everything it started.</summary>
public interface ITerminal : IAsyncDisposable
{
    /// <summary>Output so far.</summary>
    TerminalState State { get; }

    /// <summary>Completes when the command has ended and all its output was read.</summary>
    Task<TerminalExit> Exited { get; }

    /// <summary>Ends the command and everything it started; output so far stays.</summary>
    ValueTask KillAsync(CancellationToken cancellationToken);
}

/// <summary>Hears what a command prints, in order; each call is awaited before more is read.</summary>
public interface ITerminalObserver
{
    /// <summary>A piece of output, both streams, never cut inside a character.</summary>
    ValueTask OutputAsync(string data, CancellationToken cancellationToken);
}
