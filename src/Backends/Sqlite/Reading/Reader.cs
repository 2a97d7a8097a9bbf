using System.Text.Json;
using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Schema;
using Carillon.Backends.Sqlite.Writing;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Reading;

/// <summary>One reading connection and its statements. Every read ends before it returns, so none holds the write-ahead log back.</summary>
internal sealed class Reader : IDisposable
{
    /// <summary>The head of a stream's numbers; the index gives the largest without a scan.</summary>
    public const string StreamSql = """
        SELECT max(s.deleted_seq, coalesce((SELECT max(seq) FROM entries WHERE stream_id = s.id), 0)), s.reserved
        FROM tenants t JOIN streams s ON s.tenant_id = t.id WHERE t.name = ?1 AND s.name = ?2
        """;

    public const string PageSql = $"""
        SELECT {EntryColumns} FROM tenants t CROSS JOIN streams s ON s.tenant_id = t.id CROSS JOIN entries e ON e.stream_id = s.id
        WHERE t.name = ?1 AND s.name = ?2 AND e.seq > ?3 ORDER BY e.seq LIMIT ?4
        """;

    public const string ByIdSql = $"""
        SELECT {EntryColumns} FROM tenants t CROSS JOIN streams s ON s.tenant_id = t.id CROSS JOIN entries e ON e.stream_id = s.id
        WHERE t.name = ?1 AND s.name = ?2 AND e.id = ?3
        """;

    /// <summary>Blocks in order, and in each the positions that are the tenant's: both are ranges of a key.</summary>
    public static readonly string TenantPageSql = $"""
        SELECT {EntryColumns} FROM tenant_blocks b
        CROSS JOIN entries e ON e.position BETWEEN max(b.block << {Version1.BlockBits}, ?2 + 1) AND ((b.block + 1) << {Version1.BlockBits}) - 1
        CROSS JOIN streams s ON s.id = e.stream_id
        WHERE b.tenant_id = (SELECT id FROM tenants WHERE name = ?1) AND b.block >= (?2 + 1) >> {Version1.BlockBits} AND e.tenant_id = b.tenant_id
        ORDER BY b.block, e.position LIMIT ?3
        """;

    public const string PreviousSql = """
        SELECT max(e.seq) FROM tenants t CROSS JOIN streams s ON s.tenant_id = t.id CROSS JOIN entries e ON e.stream_id = s.id
        WHERE t.name = ?1 AND s.name = ?2 AND e.seq < ?3
        """;

    private const string EntryColumns = "e.position, e.seq, e.time, e.type, e.id, e.labels, e.data, s.name";

    private readonly Database _database;
    private readonly long _epoch;
    private readonly Statement _stream;
    private readonly Statement _page;
    private readonly Statement _previous;
    private readonly Statement _byId;
    private readonly Statement _tenantPage;

    public Reader(Database database, long epoch)
    {
        _database = database;
        _epoch = epoch;
        _stream = database.Prepare(StreamSql);
        _page = database.Prepare(PageSql);
        _previous = database.Prepare(PreviousSql);
        _byId = database.Prepare(ByIdSql);
        _tenantPage = database.Prepare(TenantPageSql);
        Documents = new DocumentReader(database);
    }

    public DocumentReader Documents { get; }

    public StreamNumbers? FindStream(StreamId stream)
    {
        _stream.BindText(1, stream.Tenant).BindText(2, stream.Name);
        var numbers = _stream.Step() ? new StreamNumbers(_stream.Number(0), _stream.Number(1)) : null;
        _stream.Reset();
        return numbers;
    }

    public Entry? FindById(StreamId stream, string id)
    {
        _byId.BindText(1, stream.Tenant).BindText(2, stream.Name).BindText(3, id);
        return Entries(_byId, stream.Tenant, stream, 1) is [var entry] ? entry : null;
    }

    public long FindPrevious(StreamId stream, long seq)
    {
        _previous.BindText(1, stream.Tenant).BindText(2, stream.Name).Bind(3, seq);
        var found = _previous.Step() ? _previous.Number(0) : 0;
        _previous.Reset();
        return found;
    }

    public IReadOnlyList<Entry> Page(StreamId stream, long after, int limit)
    {
        _page.BindText(1, stream.Tenant).BindText(2, stream.Name).Bind(3, after).Bind(4, limit);
        return Entries(_page, stream.Tenant, stream, limit);
    }

    public IReadOnlyList<Entry> TenantPage(string tenant, long after, int limit)
    {
        _tenantPage.BindText(1, tenant).Bind(2, after).Bind(3, limit);
        return Entries(_tenantPage, tenant, null, limit);
    }

    public void Dispose() => _database.Dispose();

    private List<Entry> Entries(Statement statement, string tenant, StreamId? stream, int limit)
    {
        var entries = new List<Entry>(Math.Clamp(limit, 0, 256));
        try
        {
            while (entries.Count < limit && statement.Step())
            {
                entries.Add(Read(statement, stream ?? new StreamId(tenant, statement.Text(7))));
            }
        }
        catch (JsonException error)
        {
            throw Failures.Corrupt(_database.Path, $"labels of an entry in tenant {tenant} cannot be read ({error.Message})");
        }
        finally
        {
            statement.Reset();
        }

        return entries;
    }

    private Entry Read(Statement row, StreamId stream) => new()
    {
        Stream = stream,
        Position = row.Number(0),
        Seq = row.Number(1),
        Epoch = _epoch,
        Time = row.Number(2),
        Type = row.Text(3),
        Durable = true,
        Id = row.IsNull(4) ? null : row.Text(4),
        Labels = row.IsNull(5) ? Labels.None : LabelsJson.Read(row.Bytes(5)),
        Data = row.Bytes(6).ToArray(),
    };
}
