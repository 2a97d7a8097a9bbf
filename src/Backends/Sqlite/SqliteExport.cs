using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Opening;

namespace Carillon.Backends.Sqlite;

/// <summary>Which entries to export.</summary>
/// <param name="Tenant">Only this tenant's; null: all.</param>
/// <param name="Stream">Only streams of this name; null: all.</param>
public sealed record ExportFilter(string? Tenant = null, string? Stream = null);

/// <summary>
/// Writes entries as JSON Lines in the order of the log: <c>{"tenant","stream","seq","epoch","position","time","type","id"?,"labels"?,"data"}</c>,
/// time in Unix milliseconds. Works beside a running server and changes nothing; what is appended meanwhile is left out.
/// </summary>
public static class SqliteExport
{
    private const int PageRows = 1000;
    private const int FlushBytes = 64 * 1024;

    private const string PageSql = """
        SELECT e.position, t.name, s.name, e.seq, e.time, e.type, e.id, e.labels, e.data
        FROM entries e CROSS JOIN streams s ON s.id = e.stream_id CROSS JOIN tenants t ON t.id = e.tenant_id
        WHERE e.position > ?1 AND e.position <= ?2 AND (?3 IS NULL OR t.name = ?3) AND (?4 IS NULL OR s.name = ?4)
        ORDER BY e.position LIMIT ?5
        """;

    // The lines are read by tools, not by browsers: text stays as it is.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>
    /// Exports a database file and returns how many entries were written. Data that is not JSON, as only damage leaves it, goes
    /// out in base64 under <c>damaged</c>. Errors: <see cref="Core.Ports.StorageException"/>.
    /// </summary>
    public static long Run(string databasePath, Stream output, ExportFilter filter, CancellationToken cancellationToken)
    {
        using var database = Connections.OpenForMaintenance(databasePath, cancellationToken, out var registration);
        using var registered = registration;
        var epoch = database.ScalarNumber("SELECT value FROM meta WHERE key = 'epoch'");
        var last = database.ScalarNumber(LogLife.LastPositionSql);
        var page = Prepare(database, filter, last);
        var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
        using var writer = new Utf8JsonWriter(buffer, Writing);
        long position = 0, written = 0, before;
        do
        {
            // A page is one short read: a long one would hold the server's write-ahead log back.
            cancellationToken.ThrowIfCancellationRequested();
            before = written;
            page.Bind(1, position);
            while (page.Step())
            {
                position = page.Number(0);
                WriteLine(page, epoch, buffer, writer);
                written++;
                if (buffer.WrittenCount >= FlushBytes) Flush(buffer, output);
            }
        }
        while (written - before == PageRows);

        Flush(buffer, output);
        output.Flush();
        return written;
    }

    private static Statement Prepare(Database database, ExportFilter filter, long last)
    {
        var page = database.Prepare(PageSql).Bind(2, last).Bind(5, PageRows);
        if (filter.Tenant is not null) page.BindText(3, filter.Tenant);
        if (filter.Stream is not null) page.BindText(4, filter.Stream);
        return page;
    }

    private static void WriteLine(Statement row, long epoch, ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        writer.Reset();
        writer.WriteStartObject();
        writer.WriteString("tenant"u8, row.Bytes(1));
        writer.WriteString("stream"u8, row.Bytes(2));
        writer.WriteNumber("seq"u8, row.Number(3));
        writer.WriteNumber("epoch"u8, epoch);
        writer.WriteNumber("position"u8, row.Number(0));
        writer.WriteNumber("time"u8, row.Number(4));
        writer.WriteString("type"u8, row.Bytes(5));
        if (!row.IsNull(6)) writer.WriteString("id"u8, row.Bytes(6));
        if (!row.IsNull(7)) WriteJson(writer, "labels"u8, row.Bytes(7));
        WriteJson(writer, "data"u8, row.Bytes(8));
        writer.WriteEndObject();
        writer.Flush();
        buffer.Write("\n"u8);
    }

    private static void WriteJson(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        if (JsonText.Fault(json) is not null)
        {
            writer.WriteBase64String("damaged"u8, json);
            return;
        }

        writer.WritePropertyName(name);
        if (json.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            writer.WriteRawValue(json, skipInputValidation: true);
            return;
        }

        // Data may be laid out over several lines; a record of JSON Lines may not.
        var reader = new Utf8JsonReader(json, JsonText.Reading);
        JsonElement.ParseValue(ref reader).WriteTo(writer);
    }

    private static void Flush(ArrayBufferWriter<byte> buffer, Stream output)
    {
        output.Write(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
    }
}
