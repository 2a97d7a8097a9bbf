namespace Carillon.Backends.Sqlite.Schema;

/// <summary>Documents name the content they stand for, so that it can go with the last of them. Those of the first format had its hash in their JSON.</summary>
internal static class Version2
{
    public const string Sql = """
        ALTER TABLE documents ADD COLUMN blob TEXT;
        UPDATE documents SET blob = json_extract(json, '$.hash')
        WHERE EXISTS (SELECT 1 FROM blobs b WHERE b.tenant = documents.tenant AND b.hash = json_extract(documents.json, '$.hash'));
        CREATE INDEX documents_of_blob ON documents (tenant, blob) WHERE blob IS NOT NULL;
        """;
}
