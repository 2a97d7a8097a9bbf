using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Writing;

/// <summary>Writes documents and blobs. A blob goes with the last document that names it.</summary>
internal sealed class DocumentWriter(Database database)
{
    private readonly Statement _put = database.Prepare("""
        INSERT INTO documents (tenant, collection, key, sort_key, version, json, blob) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)
        ON CONFLICT (collection, tenant, key)
        DO UPDATE SET sort_key = excluded.sort_key, version = version + 1, json = excluded.json, blob = excluded.blob
        """);

    private readonly Statement _stored = database.Prepare("SELECT version, blob FROM documents WHERE tenant = ?1 AND collection = ?2 AND key = ?3");
    private readonly Statement _delete = database.Prepare("DELETE FROM documents WHERE tenant = ?1 AND collection = ?2 AND key = ?3");
    private readonly Statement _named = database.Prepare("SELECT DISTINCT blob FROM documents WHERE tenant = ?1 AND collection = ?2 AND blob IS NOT NULL");
    private readonly Statement _deleteAll = database.Prepare("DELETE FROM documents WHERE tenant = ?1 AND collection = ?2");
    private readonly Statement _putBlob = database.Prepare("INSERT INTO blobs (tenant, hash, content) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");

    private readonly Statement _collect = database.Prepare(
        "DELETE FROM blobs WHERE tenant = ?1 AND hash = ?2 AND NOT EXISTS (SELECT 1 FROM documents WHERE tenant = ?1 AND blob = ?2)");

    public void Put(PutDocument change)
    {
        var (version, named) = Stored(change.Key);

        // The log checked it before it numbered the batch. Should the two ever disagree, nothing of the batch may last.
        if (change.ExpectedVersion is { } expected && expected != version)
            throw new InvalidOperationException($"Document {change.Key} has version {version}; the batch was made for version {expected}.");

        var put = BindKey(_put, change.Key).BindText(4, change.SortKey).BindText(5, change.Json.Span);
        (change.Blob is { } blob ? put.BindText(6, blob) : put.BindNull(6)).Run();
        if (named is not null && named != change.Blob) Collect(change.Key.Tenant, named);
    }

    public void Delete(DocumentKey key)
    {
        var (_, named) = Stored(key);
        BindKey(_delete, key).Run();
        if (named is not null) Collect(key.Tenant, named);
    }

    public void Delete(DeleteCollection change)
    {
        var named = new List<string>();
        _named.BindText(1, change.Tenant).BindText(2, change.Collection);
        while (_named.Step()) named.Add(_named.Text(0));
        _named.Reset();
        _deleteAll.BindText(1, change.Tenant).BindText(2, change.Collection).Run();
        foreach (var blob in named) Collect(change.Tenant, blob);
    }

    public void Put(PutBlob change) => _putBlob.BindText(1, change.Tenant).BindText(2, change.Hash).BindBlob(3, change.Content.Span).Run();

    private static Statement BindKey(Statement statement, DocumentKey key) =>
        statement.BindText(1, key.Tenant).BindText(2, key.Collection).BindText(3, key.Key);

    private (long Version, string? Blob) Stored(DocumentKey key)
    {
        var found = BindKey(_stored, key).Step()
            ? (_stored.Number(0), _stored.IsNull(1) ? null : _stored.Text(1))
            : (0, null);
        _stored.Reset();
        return found;
    }

    private void Collect(string tenant, string hash) => _collect.BindText(1, tenant).BindText(2, hash).Run();
}
