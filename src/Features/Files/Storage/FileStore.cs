using System.Globalization;
using System.Text.Json;
using Carillon.Contracts.Files;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Features.Files.Storage;

/// <summary>
/// Where one session's files are kept: each one's newest iteration, every iteration, and contents by hash, shared by the whole tenant.
/// The names and sort keys are a storage format: old logs hold them.
/// </summary>
internal sealed class FileStore(IDocuments documents, string tenant, string sessionId)
{
    private const int PageSize = 500;

    private readonly string _newest = $"files:{sessionId}";
    private readonly string _versions = $"file_versions:{sessionId}";

    /// <summary>Every file that ever had an iteration, by path.</summary>
    public async Task<Dictionary<string, StoredFile>> NewestAsync(CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, StoredFile>(StringComparer.Ordinal);
        Document? last = null;
        while (true)
        {
            var page = await documents.ListAsync(new DocumentQuery(tenant, _newest, PageSize, After: last), cancellationToken);
            foreach (var file in page.Select(Read)) files[file.Path] = file;
            if (page.Count < PageSize) return files;
            last = page[^1];
        }
    }

    /// <summary>A file's newest iterations, oldest first.</summary>
    public async Task<IReadOnlyList<StoredFile>> VersionsAsync(string path, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(tenant, _versions, FileBounds.MaxIterations, VersionPrefix(path), Descending: true);
        var page = await documents.ListAsync(query, cancellationToken);
        return [.. page.Reverse().Select(Read)];
    }

    public async Task<StoredFile?> FindVersionAsync(string path, int iteration, CancellationToken cancellationToken)
    {
        var key = new DocumentKey(tenant, _versions, VersionKey(path, iteration));
        return await documents.GetAsync(key, cancellationToken) is { } document ? Read(document) : null;
    }

    /// <summary>Null where it was not kept.</summary>
    public async Task<ReadOnlyMemory<byte>?> ContentAsync(StoredFile file, CancellationToken cancellationToken) =>
        file.Hash is { } hash ? await documents.GetBlobAsync(tenant, hash, cancellationToken) : null;

    /// <summary>What an append holds for an iteration beside its event.</summary>
    public IEnumerable<Change> Put(StoredFile file, ReadOnlyMemory<byte>? content)
    {
        if (file.Hash is { } hash && content is { } bytes) yield return new PutBlob(tenant, hash, bytes);
        var json = JsonSerializer.SerializeToUtf8Bytes(file, StoredJson.Default.StoredFile);
        yield return new PutDocument(new DocumentKey(tenant, _newest, file.Path), json, file.Path);
        var key = VersionKey(file.Path, file.Iteration);
        yield return new PutDocument(new DocumentKey(tenant, _versions, key), json, key) { Blob = content is null ? null : file.Hash };
    }

    /// <summary>Contents go as well, unless another session's file has the same.</summary>
    public IReadOnlyList<Change> Removal() => [new DeleteCollection(tenant, _newest), new DeleteCollection(tenant, _versions)];

    /// <summary>A relative path never holds an empty segment, so no path's versions begin like another's.</summary>
    private static string VersionPrefix(string path) => $"{path}//";

    private static string VersionKey(string path, int iteration) =>
        string.Create(CultureInfo.InvariantCulture, $"{VersionPrefix(path)}{iteration:D10}");

    private static StoredFile Read(Document document) =>
        JsonSerializer.Deserialize(document.Json.Span, StoredJson.Default.StoredFile)
        ?? throw new InvalidOperationException($"The document {document.Key} is empty.");
}
