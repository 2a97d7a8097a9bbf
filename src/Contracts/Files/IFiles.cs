using Carillon.Contracts.Sandbox;
using Carillon.Core.Identity;

namespace Carillon.Contracts.Files;

/// <summary>
/// The files of a session's workspace, as they are and as they were. Every call checks the caller's tenant and role (session:read):
/// a session of another tenant does not exist (SessionNotFound), and no path leaves the workspace (PathOutsideWorkspace).
/// </summary>
public interface IFiles
{
    /// <summary>
    /// What is in the workspace; nothing before the session's first turn, when there is no workspace yet. Errors: NotFound,
    /// Invalid (not a folder, or a depth out of bounds).
    /// </summary>
    /// <param name="path">A folder; null for the whole workspace.</param>
    /// <param name="depth">1 to <see cref="FileBounds.MaxDepth"/>; 1 names what is in the folder itself.</param>
    ValueTask<FolderListing> ListAsync(Caller caller, string sessionId, string? path, int depth, CancellationToken cancellationToken);

    /// <summary>A file as it is now. Errors: NotFound, Invalid (not a regular file), TooLarge.</summary>
    ValueTask<FileBytes> ReadAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken);

    /// <summary>Every iteration of a file, the first one first, at most the newest <see cref="FileBounds.MaxIterations"/>; also of a file that is gone. Errors: NotFound (it never had one).</summary>
    ValueTask<FileHistory> HistoryAsync(Caller caller, string sessionId, string path, CancellationToken cancellationToken);

    /// <summary>A file as one iteration had it. Errors: NotFound (no such iteration), TooLarge (its content was too large to keep or to send).</summary>
    ValueTask<FileBytes> ReadIterationAsync(Caller caller, string sessionId, string path, int iteration, CancellationToken cancellationToken);
}

/// <summary>What may be asked for.</summary>
public static class FileBounds
{
    /// <summary>How deep a listing may go.</summary>
    public const int MaxDepth = 32;

    /// <summary>How many iterations one answer holds.</summary>
    public const int MaxIterations = 1000;
}

/// <summary>A file's iterations.</summary>
/// <param name="Path">Relative to the workspace, with forward slashes.</param>
public sealed record FileHistory(string Path, IReadOnlyList<FileIteration> Iterations);

/// <summary>One content that a file had (spec: Diminuendo, section 9.1).</summary>
/// <param name="Number">From 1, one more for each content that differs from the one before.</param>
/// <param name="Time">When it was noticed, Unix milliseconds.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">SHA-256, hexadecimal, lower case; null for a file too large to be hashed.</param>
public sealed record FileIteration(int Number, long Time, long Size, string? Hash);
