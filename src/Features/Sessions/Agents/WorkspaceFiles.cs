using System.Security.Cryptography;
using System.Text;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Agents;

/// <summary>Writes files for a session's agent and keeps each version: its content, and a document that says which one it is.</summary>
internal sealed class WorkspaceFiles(LiveSession session, SessionsPorts ports, SessionStore store)
{
    // One write at a time, so that versions are counted in the order in which they reached the disk.
    private readonly Turnstile _turnstile = new();

    /// <summary>Returns once the file and the event that announces it are there; content that the file already had is no new version.</summary>
    public async Task WriteAsync(IWorkspace workspace, string path, string content, CancellationToken cancellationToken)
    {
        using var passage = await _turnstile.EnterAsync(cancellationToken);
        var written = await workspace.WriteTextAsync(path, content, cancellationToken);
        var bytes = Encoding.UTF8.GetBytes(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var known = await store.FindFileAsync(session.Tenant, session.Id, written.RelativePath, cancellationToken);
        if (known?.Hash == hash) return;

        var file = new StoredFile(written.RelativePath, (known?.Iteration ?? 0) + 1, bytes.Length, hash, ports.Now);
        var changed = new FileChanged(session.Id, file.Path, file.Iteration, file.Size, hash, session.Turn?.Id);
        await ports.Log.AppendAsync(
            new Append(NewEvent.Of(session.Stream, changed))
            {
                Changes =
                [
                    new PutBlob(session.Tenant, hash, bytes),
                    Put(SessionKeys.Files(session.Id), file.Path, file),
                    Put(SessionKeys.FileVersions(session.Id), SessionKeys.FileVersion(file.Path, file.Iteration), file),
                ],
            },
            cancellationToken);
    }

    private PutDocument Put(string collection, string key, StoredFile file) =>
        SessionStore.Put(new DocumentKey(session.Tenant, collection, key), file, StoredJson.Default.StoredFile, key);
}
