using System.Text;
using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Reading;

/// <summary>Reads documents and blobs on one connection. A page begins where the one before ended, so every statement has one lower and one upper end.</summary>
internal sealed class DocumentReader(Database database)
{
    private const string Columns = "SELECT key, sort_key, version, json FROM documents WHERE tenant = ?1 AND collection = ?2";

    public const string FirstUpSql = $"{Columns} AND sort_key >= ?3 AND sort_key < ?4 ORDER BY sort_key, key LIMIT ?5";
    public const string NextUpSql = $"{Columns} AND sort_key < ?4 AND (sort_key, key) > (?3, ?6) ORDER BY sort_key, key LIMIT ?5";
    public const string FirstDownSql = $"{Columns} AND sort_key >= ?3 AND sort_key < ?4 ORDER BY sort_key DESC, key DESC LIMIT ?5";
    public const string NextDownSql = $"{Columns} AND sort_key >= ?3 AND (sort_key, key) < (?4, ?6) ORDER BY sort_key DESC, key DESC LIMIT ?5";

    public const string CountSql = "SELECT count(*) FROM documents WHERE tenant = ?1 AND collection = ?2";

    /// <summary>Steps from tenant to tenant through the primary key instead of reading every document of the collection.</summary>
    public const string TenantsSql = """
        WITH RECURSIVE found (tenant) AS (
          SELECT min(tenant) FROM documents WHERE collection = ?1
          UNION ALL
          SELECT (SELECT min(tenant) FROM documents WHERE collection = ?1 AND tenant > found.tenant) FROM found WHERE found.tenant IS NOT NULL
        )
        SELECT tenant FROM found WHERE tenant IS NOT NULL
        """;

    private readonly Statement _get = database.Prepare(
        "SELECT key, sort_key, version, json FROM documents WHERE tenant = ?1 AND collection = ?2 AND key = ?3");

    private readonly Statement _firstUp = database.Prepare(FirstUpSql);
    private readonly Statement _nextUp = database.Prepare(NextUpSql);
    private readonly Statement _firstDown = database.Prepare(FirstDownSql);
    private readonly Statement _nextDown = database.Prepare(NextDownSql);
    private readonly Statement _count = database.Prepare(CountSql);
    private readonly Statement _tenants = database.Prepare(TenantsSql);
    private readonly Statement _blob = database.Prepare("SELECT content FROM blobs WHERE tenant = ?1 AND hash = ?2");

    public Document? Get(DocumentKey key)
    {
        _get.BindText(1, key.Tenant).BindText(2, key.Collection).BindText(3, key.Key);
        return Documents(_get, key.Tenant, key.Collection, 1) is [var document] ? document : null;
    }

    public IReadOnlyList<Document> List(DocumentQuery query)
    {
        // No byte of UTF-8 is FF: with it at the end, the prefix lies above everything that begins with it.
        var prefix = Encoding.UTF8.GetBytes(query.Prefix);
        byte[] beyond = [.. prefix, 0xff];
        var after = query.After is null ? null : Encoding.UTF8.GetBytes(query.After.SortKey);
        var statement = (query.Descending, after) switch
        {
            (false, null) => _firstUp.BindText(3, prefix).BindText(4, beyond),
            (true, null) => _firstDown.BindText(3, prefix).BindText(4, beyond),
            (false, _) when after.AsSpan().SequenceCompareTo(prefix) < 0 => _firstUp.BindText(3, prefix).BindText(4, beyond),
            (true, _) when after.AsSpan().SequenceCompareTo(beyond) >= 0 => _firstDown.BindText(3, prefix).BindText(4, beyond),
            (false, _) => _nextUp.BindText(3, after).BindText(4, beyond).BindText(6, query.After!.Key.Key),
            (true, _) => _nextDown.BindText(3, prefix).BindText(4, after).BindText(6, query.After!.Key.Key),
        };
        statement.BindText(1, query.Tenant).BindText(2, query.Collection).Bind(5, query.Limit);
        return Documents(statement, query.Tenant, query.Collection, query.Limit);
    }

    public long Count(string tenant, string collection)
    {
        _count.BindText(1, tenant).BindText(2, collection).Step();
        var count = _count.Number(0);
        _count.Reset();
        return count;
    }

    public IReadOnlyList<string> Tenants(string collection)
    {
        var tenants = new List<string>();
        _tenants.BindText(1, collection);
        while (_tenants.Step()) tenants.Add(_tenants.Text(0));
        return tenants;
    }

    public ReadOnlyMemory<byte>? Blob(string tenant, string hash)
    {
        _blob.BindText(1, tenant).BindText(2, hash);
        // Without the type, null would become an empty content.
        var content = _blob.Step() ? _blob.Bytes(0).ToArray() : default(ReadOnlyMemory<byte>?);
        _blob.Reset();
        return content;
    }

    private static List<Document> Documents(Statement statement, string tenant, string collection, int limit)
    {
        var documents = new List<Document>(Math.Clamp(limit, 0, 256));
        while (documents.Count < limit && statement.Step())
        {
            documents.Add(new Document(
                new DocumentKey(tenant, collection, statement.Text(0)),
                statement.Bytes(3).ToArray(),
                statement.Text(1),
                statement.Number(2)));
        }

        statement.Reset();
        return documents;
    }
}
