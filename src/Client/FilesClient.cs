using System.Text;
using Carillon.Client.Http;

namespace Carillon.Client;

/// <summary>
/// The files of sessions' workspaces, as they are and as they were. Paths are relative to the workspace, with forward slashes, and
/// cannot leave it: <c>path_outside_workspace</c>. Every call can fail with session_not_found and permission_denied.
/// </summary>
public sealed class FilesClient
{
    private readonly ApiCaller _api;

    internal FilesClient(ApiCaller api) => _api = api;

    /// <summary>What is in a folder. Errors: not_found, invalid (not a folder, or a depth out of bounds).</summary>
    /// <param name="path">A folder; null for the whole workspace.</param>
    /// <param name="depth">1 to 32; 1 names what is in the folder itself.</param>
    public Task<FileListing> ListAsync(string sessionId, string? path = null, int depth = 1, CancellationToken cancellationToken = default) =>
        FilesApi.ListAsync(_api, sessionId, path, depth, cancellationToken);

    /// <summary>A file as it is now. Errors: not_found, invalid (not a regular file), too_large.</summary>
    public Task<FileContent> ReadAsync(string sessionId, string path, CancellationToken cancellationToken = default) =>
        FilesApi.ReadAsync(_api, sessionId, path, iteration: null, cancellationToken);

    /// <summary>A file as one iteration had it. Errors: not_found, too_large (too large to be sent, or to have been kept).</summary>
    public Task<FileContent> ReadIterationAsync(string sessionId, string path, int iteration, CancellationToken cancellationToken = default) =>
        FilesApi.ReadAsync(_api, sessionId, path, iteration, cancellationToken);

    /// <summary>Every content that a file had, the first one first, also of a file that is gone. Errors: not_found.</summary>
    public Task<FileHistory> HistoryAsync(string sessionId, string path, CancellationToken cancellationToken = default) =>
        FilesApi.HistoryAsync(_api, sessionId, path, cancellationToken);
}

/// <summary>What is in a folder.</summary>
/// <param name="Truncated">There is more than one answer holds.</param>
public sealed record FileListing(IReadOnlyList<FileItem> Files, bool Truncated);

/// <summary>Something in a folder.</summary>
/// <param name="Type"><c>file</c>, <c>directory</c> or <c>link</c>.</param>
/// <param name="Size">Bytes of a file's content; 0 for everything else.</param>
/// <param name="ModifiedAt">Unix milliseconds.</param>
public sealed record FileItem(string Path, string Type, long Size, long ModifiedAt);

/// <summary>A file's content.</summary>
/// <param name="Path">The file's name in the workspace, whatever way led to it.</param>
/// <param name="IsText">Whether the bytes are UTF-8 text.</param>
/// <param name="Iteration">Which iteration was asked for; null for the file as it is.</param>
public sealed record FileContent(string Path, ReadOnlyMemory<byte> Bytes, bool IsText, int? Iteration = null)
{
    /// <summary>The content as text; what is no text is read as well as it goes.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>A file's iterations.</summary>
public sealed record FileHistory(string Path, IReadOnlyList<FileIteration> Iterations);

/// <summary>One content that a file had.</summary>
/// <param name="Iteration">From 1, one more for each content that differs from the one before.</param>
/// <param name="Time">When it was noticed, Unix milliseconds.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">SHA-256, hexadecimal, lower case; null for a file too large to be hashed.</param>
public sealed record FileIteration(int Iteration, long Time, long Size, string? Hash = null);
