using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Files.Tracking;

/// <summary>Goes through a workspace and records which files have other content than before. Used by one caller at a time.</summary>
internal sealed partial class Survey(WatchedPlace place, Iterations iterations, FilesOptions options, TimeProvider clock, ILogger logger)
{
    private readonly FileLooks _looks = new();
    private bool _isTooLarge;

    /// <summary>Looks at every file that looks different, and at those that are named in any case. Errors: those of the log and of <see cref="IWorkspace.ListAsync"/>.</summary>
    public async Task LookAtAllAsync(IReadOnlySet<string> suspects, string? turnId, CancellationToken cancellationToken)
    {
        var bounds = new ListingBounds(FileBounds.MaxDepth, options.MaxTracked, PassedOver.Folders);
        var listing = await place.Workspace.ListAsync(".", bounds, cancellationToken);
        if (listing.Truncated && !_isTooLarge) LogTooLarge(place.Session.Key, options.MaxTracked);
        _isTooLarge = listing.Truncated;

        var files = listing.Entries.Where(entry => entry.Kind == EntryKind.File && !PassedOver.Contains(entry.Path)).ToList();
        _looks.Keep(files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal));
        foreach (var file in files)
        {
            if (suspects.Contains(file.Path) || !_looks.IsUnchanged(file)) await LookAtAsync(file.Path, turnId, cancellationToken);
        }

        await iterations.CommitAsync(turnId, cancellationToken);
    }

    /// <summary>Looks at some files. False when a folder is among them: it may hold files that nobody told of. Errors: those of the log.</summary>
    public async Task<bool> TryLookAtAsync(IReadOnlySet<string> paths, string? turnId, CancellationToken cancellationToken)
    {
        var onlyFiles = true;
        foreach (var path in paths) onlyFiles &= PassedOver.Contains(path) || await LookAtAsync(path, turnId, cancellationToken);
        await iterations.CommitAsync(turnId, cancellationToken);
        return onlyFiles;
    }

    /// <summary>Takes note of a file that was written through us.</summary>
    public async Task NoteAsync(FileDigest written, string? turnId, CancellationToken cancellationToken)
    {
        _looks.Forget(written.Path);
        await iterations.AddAsync(written, turnId, cancellationToken);
        await iterations.CommitAsync(turnId, cancellationToken);
    }

    /// <summary>After a failure: nothing that was seen counts as recorded.</summary>
    public void Forget()
    {
        _looks.ForgetAll();
        iterations.Forget();
    }

    private async Task<bool> LookAtAsync(string path, string? turnId, CancellationToken cancellationToken)
    {
        var readAt = clock.GetUtcNow();
        FileDigest digest;
        try
        {
            digest = await place.Workspace.DigestAsync(path, new DigestBounds(options.MaxKeptBytes, options.MaxHashedBytes), cancellationToken);
        }
        catch (Exception error) when (error is CarillonException or IOException or UnauthorizedAccessException)
        {
            // It is gone by now, or is nothing that has content of its own here: a folder, a pipe, a link that leads elsewhere.
            _looks.Forget(path);
            LogPassedOver(place.Session.Key, path, error.Message);
            return error is not CarillonException { Code: ErrorCode.Invalid };
        }

        if (PassedOver.Contains(digest.Path)) return true;
        await iterations.AddAsync(digest, turnId, cancellationToken);
        _looks.Note(digest, readAt);
        return true;
    }

    [LoggerMessage(4400, LogLevel.Warning, "Session {Session}: its workspace holds more than {Limit} files and folders; the rest is not tracked")]
    private partial void LogTooLarge(string session, int limit);

    [LoggerMessage(4401, LogLevel.Debug, "Session {Session}: {Path} has no content to track: {Reason}")]
    private partial void LogPassedOver(string session, string path, string reason);
}
