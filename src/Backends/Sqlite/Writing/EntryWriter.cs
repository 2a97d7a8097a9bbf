using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Schema;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Writing;

/// <summary>Writes entries: prepared once, nothing allocated for a row.</summary>
internal sealed class EntryWriter(Database database, StreamTable streams) : IDisposable
{
    private readonly Statement _insert = database.Prepare(
        "INSERT INTO entries (position, tenant_id, stream_id, seq, time, type, id, labels, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");

    private readonly Statement _noteBlock = database.Prepare("INSERT INTO tenant_blocks (tenant_id, block) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    private readonly LabelsJson _labels = new();

    private StreamId _lastStream;
    private StreamRow? _lastRow;

    public void Write(Entry entry)
    {
        if (_lastRow is null || entry.Stream != _lastStream)
        {
            _lastRow = streams.Of(entry.Stream);
            _lastStream = entry.Stream;
        }

        NoteBlock(_lastRow.Tenant, entry.Position >> Version1.BlockBits);
        _insert
            .Bind(1, entry.Position)
            .Bind(2, _lastRow.Tenant.Id)
            .Bind(3, _lastRow.Id)
            .Bind(4, entry.Seq)
            .Bind(5, entry.Time)
            .BindText(6, entry.Type);
        if (entry.Id is null) _insert.BindNull(7);
        else _insert.BindText(7, entry.Id);
        if (entry.Labels.IsEmpty) _insert.BindNull(8);
        else _insert.BindText(8, _labels.Write(entry.Labels));
        _insert.BindText(9, entry.Data.Span).Run();
    }

    /// <inheritdoc cref="StreamTable.Forget"/>
    public void Forget() => _lastRow = null;

    public void Dispose() => _labels.Dispose();

    private void NoteBlock(TenantRow tenant, long block)
    {
        if (tenant.LastBlock == block) return;
        _noteBlock.Bind(1, tenant.Id).Bind(2, block).Run();
        tenant.LastBlock = block;
    }
}
