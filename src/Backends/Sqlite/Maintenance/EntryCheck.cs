using System.Globalization;
using System.Text.Json;
using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Schema;
using Carillon.Backends.Sqlite.Writing;

namespace Carillon.Backends.Sqlite.Maintenance;

/// <summary>Every entry, in the order of the log.</summary>
internal sealed class EntryCheck
{
    private const int ReportEvery = 10_000;

    private readonly Dictionary<long, StreamSeen> _streams = [];
    private readonly FindingList _findings;
    private readonly Statement _block;
    private (long Tenant, long Block) _noted = (-1, -1);

    private EntryCheck(Database database, FindingList findings)
    {
        _findings = findings;
        _block = database.Prepare("SELECT 1 FROM tenant_blocks WHERE tenant_id = ?1 AND block = ?2");
        var streams = database.Prepare("SELECT s.id, s.tenant_id, t.name, s.name, s.deleted_seq FROM streams s JOIN tenants t ON t.id = s.tenant_id");
        while (streams.Step())
        {
            _streams[streams.Number(0)] = new StreamSeen(streams.Number(1), $"{streams.Text(2)}/{streams.Text(3)}") { LastSeq = streams.Number(4) };
        }
    }

    public static void Run(Database database, FindingList findings, IProgress<VerificationProgress>? progress, RowCounts rows)
    {
        var check = new EntryCheck(database, findings);
        rows.Streams = check._streams.Count;
        var entries = database.Prepare("SELECT position, tenant_id, stream_id, seq, type, labels, data FROM entries ORDER BY position");
        while (entries.Step())
        {
            check.Check(entries);
            if (++rows.Entries % ReportEvery == 0) progress?.Report(new VerificationProgress("entries", rows.Entries));
        }

        progress?.Report(new VerificationProgress("entries", rows.Entries));
    }

    private void Check(Statement entry)
    {
        var position = entry.Number(0);
        var seq = entry.Number(3);
        if (!_streams.TryGetValue(entry.Number(2), out var stream))
        {
            _findings.Add(At($"position {position}"), "the entry's stream is not there");
            return;
        }

        var where = At($"{stream.Name} number {seq}");
        if (seq <= stream.LastSeq) _findings.Add(where, At($"numbers do not increase: {stream.LastSeq} was given before"));
        stream.LastSeq = Math.Max(stream.LastSeq, seq);
        if (position <= 0) _findings.Add(where, At($"its position is {position}"));
        if (entry.Number(1) != stream.TenantId) _findings.Add(where, "the entry and its stream belong to different tenants");
        if (entry.Bytes(4).IsEmpty) _findings.Add(where, "it has no type");
        if (!Noted(entry.Number(1), position >> Version1.BlockBits)) _findings.Add(where, "the tenant's list of blocks does not lead to it");
        if (JsonText.Fault(entry.Bytes(6)) is { } fault) _findings.Add(where, $"its data is not JSON: {fault}");
        if (!entry.IsNull(5) && LabelsFault(entry.Bytes(5)) is { } labels) _findings.Add(where, $"its labels cannot be read: {labels}");
    }

    private bool Noted(long tenant, long block)
    {
        if (_noted == (tenant, block)) return true;
        var found = _block.Bind(1, tenant).Bind(2, block).Step();
        _block.Reset();
        if (found) _noted = (tenant, block);
        return found;
    }

    private static string? LabelsFault(ReadOnlySpan<byte> json)
    {
        try
        {
            LabelsJson.Read(json);
            return null;
        }
        catch (JsonException error)
        {
            return error.Message;
        }
    }

    private static string At(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class StreamSeen(long tenantId, string name)
    {
        public long TenantId { get; } = tenantId;

        public string Name { get; } = name;

        public long LastSeq { get; set; }
    }
}
