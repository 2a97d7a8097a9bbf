using System.Globalization;
using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Files.Storage;

namespace Carillon.Features.Files.Tracking;

/// <summary>
/// Counts the iterations of one workspace's files: content other than the newest is one more. Used by one caller at a time, so
/// that they are counted in the order in which they were noticed.
/// </summary>
internal sealed class Iterations(WatchedPlace place, FilesPorts ports)
{
    // One commit for many files: a command may unpack thousands.
    private const int MaxBatch = 64;
    private const long MaxBatchBytes = 8 * 1024 * 1024;

    private readonly FileStore _store = new(ports.Documents, place.Session.Tenant, place.Session.Key);
    private readonly List<(StoredFile File, ReadOnlyMemory<byte>? Content)> _batch = [];
    private Dictionary<string, StoredFile> _newest = new(StringComparer.Ordinal);
    private long _batchBytes;

    public async Task LoadAsync(CancellationToken cancellationToken) => _newest = await _store.NewestAsync(cancellationToken);

    /// <summary>Takes note of a file's content, and commits once enough has come together. Errors: those of the log; then nothing of the batch counts.</summary>
    public async Task AddAsync(FileDigest digest, string? turnId, CancellationToken cancellationToken)
    {
        if (_batch.Exists(waiting => waiting.File.Path == digest.Path)) await CommitAsync(turnId, cancellationToken);
        var newest = _newest.GetValueOrDefault(digest.Path);
        var stamp = digest.Hash is null ? StampOf(digest) : null;
        if (newest is not null && newest.Hash == digest.Hash && newest.Stamp == stamp) return;

        _batch.Add((new StoredFile(digest.Path, (newest?.Iteration ?? 0) + 1, digest.Size, digest.Hash, ports.Now, stamp), digest.Content));
        _batchBytes += digest.Content?.Length ?? 0;
        if (_batch.Count >= MaxBatch || _batchBytes >= MaxBatchBytes) await CommitAsync(turnId, cancellationToken);
    }

    /// <summary>Commits what has come together. Errors: those of the log.</summary>
    public async Task CommitAsync(string? turnId, CancellationToken cancellationToken)
    {
        if (_batch.Count == 0) return;
        cancellationToken.ThrowIfCancellationRequested();
        var batch = _batch.ToArray();
        _batch.Clear();
        _batchBytes = 0;
        var events = batch.Select(changed => NewEvent.Of(place.Session, EventOf(changed.File, turnId)));
        var changes = batch.SelectMany(changed => _store.Put(changed.File, changed.Content));

        // Not to be cancelled: whether it was committed decides which number is the next.
        await ports.Log.AppendAsync(new Append([.. events]) { Changes = [.. changes] }, CancellationToken.None);
        foreach (var (file, _) in batch) _newest[file.Path] = file;
    }

    /// <summary>What could not be committed is found again when the file is looked at again.</summary>
    public void Forget()
    {
        _batch.Clear();
        _batchBytes = 0;
    }

    private FileChanged EventOf(StoredFile file, string? turnId) =>
        new(place.Session.Key, file.Path, file.Iteration, file.Size, file.Hash, turnId);

    private static string StampOf(FileDigest digest) =>
        string.Create(CultureInfo.InvariantCulture, $"{digest.Size}-{digest.ModifiedAt.UtcTicks}");
}
