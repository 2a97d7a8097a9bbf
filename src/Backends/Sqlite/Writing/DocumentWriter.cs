using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Writing;

/// <summary>Writes documents and blobs.</summary>
internal sealed class DocumentWriter(Database database)
{
    private readonly Statement _put = database.Prepare("""
        INSERT INTO documents (tenant, collection, key, sort_key, version, json) VALUES (?1, ?2, ?3, ?4, 1, ?5)
        ON CONFLICT (collection, tenant, key) DO UPDATE SET sort_key = excluded.sort_key, version = version + 1, json = excluded.json
        """);

    private readonly Statement _version = database.Prepare("SELECT version FROM documents WHERE tenant = ?1 AND collection = ?2 AND key = ?3");
    private readonly Statement _delete = database.Prepare("DELETE FROM documents WHERE tenant = ?1 AND collection = ?2 AND key = ?3");
    private readonly Statement _deleteAll = database.Prepare("DELETE FROM documents WHERE tenant = ?1 AND collection = ?2");
    private readonly Statement _putBlob = database.Prepare("INSERT INTO blobs (tenant, hash, content) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");

    public void Put(PutDocument change)
    {
        if (change.ExpectedVersion is { } expected) Expect(expected, change.Key);
        BindKey(_put, change.Key).BindText(4, change.SortKey).BindText(5, change.Json.Span).Run();
    }

    public void Delete(DocumentKey key) => BindKey(_delete, key).Run();

    public void Delete(DeleteCollection change) => _deleteAll.BindText(1, change.Tenant).BindText(2, change.Collection).Run();

    public void Put(PutBlob change) => _putBlob.BindText(1, change.Tenant).BindText(2, change.Hash).BindBlob(3, change.Content.Span).Run();

    private static Statement BindKey(Statement statement, DocumentKey key) =>
        statement.BindText(1, key.Tenant).BindText(2, key.Collection).BindText(3, key.Key);

    // The log checked it before it numbered the batch. Should the two ever disagree, nothing of the batch may last.
    private void Expect(long expected, DocumentKey key)
    {
        var version = BindKey(_version, key).Step() ? _version.Number(0) : 0;
        _version.Reset();
        if (version == expected) return;
        throw new InvalidOperationException($"Document {key} has version {version}; the batch was made for version {expected}.");
    }
}
