using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Writing;

/// <summary>A tenant's row, and the last block of positions known to be noted for it.</summary>
internal sealed class TenantRow(long id)
{
    public long Id { get; } = id;

    public long LastBlock { get; set; } = -1;
}

/// <summary>A stream's row.</summary>
internal sealed record StreamRow(long Id, TenantRow Tenant);

/// <summary>The rows of streams and tenants, made when they are missing, remembered so that an append looks nothing up.</summary>
internal sealed class StreamTable(Database database)
{
    /// <summary>Streams remembered; at about 200 bytes each. When it is full it begins anew, as most streams in it are over.</summary>
    private const int Capacity = 50_000;

    private readonly Dictionary<StreamId, StreamRow> _streams = [];
    private readonly Dictionary<string, TenantRow> _tenants = [];
    private readonly Statement _findStream = database.Prepare("SELECT id FROM streams WHERE tenant_id = ?1 AND name = ?2");
    private readonly Statement _addStream = database.Prepare("INSERT INTO streams (tenant_id, name) VALUES (?1, ?2)");
    private readonly Statement _findTenant = database.Prepare("SELECT id FROM tenants WHERE name = ?1");
    private readonly Statement _addTenant = database.Prepare("INSERT INTO tenants (name) VALUES (?1)");

    public StreamRow Of(StreamId stream)
    {
        if (_streams.TryGetValue(stream, out var row)) return row;
        var tenant = OfTenant(stream.Tenant);
        _findStream.Bind(1, tenant.Id).BindText(2, stream.Name);
        var id = FirstNumber(_findStream);
        if (id is null)
        {
            _addStream.Bind(1, tenant.Id).BindText(2, stream.Name).Run();
            id = database.LastInsertedId;
        }

        if (_streams.Count == Capacity) _streams.Clear();
        return _streams[stream] = new StreamRow(id.Value, tenant);
    }

    /// <summary>Forgets everything: rows made in a transaction that was taken back are not there.</summary>
    public void Forget()
    {
        _streams.Clear();
        _tenants.Clear();
    }

    private TenantRow OfTenant(string name)
    {
        if (_tenants.TryGetValue(name, out var row)) return row;
        var id = FirstNumber(_findTenant.BindText(1, name));
        if (id is null)
        {
            _addTenant.BindText(1, name).Run();
            id = database.LastInsertedId;
        }

        // Streams hold on to their tenant's row; two rows of one tenant must not live at once, or their blocks would differ.
        if (_tenants.Count == Capacity) Forget();
        return _tenants[name] = new TenantRow(id.Value);
    }

    private static long? FirstNumber(Statement statement)
    {
        long? number = statement.Step() ? statement.Number(0) : null;
        statement.Reset();
        return number;
    }
}
