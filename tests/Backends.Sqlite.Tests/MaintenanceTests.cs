using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carillon.Backends.Sqlite.Engine;
using Carillon.ContractSuites;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Backends.Sqlite.Tests;

public sealed class MaintenanceTests : IAsyncLifetime
{
    private static readonly StreamId Room = new("acme", "session:room");
    private static readonly StreamId Other = new("globex", "session:room");

    private readonly Place _place = new();
    private readonly Draft _draft = new();
    private readonly SqliteStorage _storage;

    public MaintenanceTests() => _storage = _place.Storage();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _storage.OpenAsync(Cancellation);
        var content = "file content"u8.ToArray();
        _draft
            .Add(Room, """{"a":1}""", id: "id-1", labels: new Labels([new Scope("task", "t")], ["ada"]), type: "custom.unheard_of")
            .Add(Other, "{\n  \"é\": [1,\r\n 2]\n}")
            .Add(Room)
            .Change(new DeleteStream(Room))
            .Add(Room, "[]")
            .Reserve(Room, 100)
            .Put(new DocumentKey("acme", "sessions", "s"), "{}")
            .Change(new PutBlob("acme", Convert.ToHexStringLower(SHA256.HashData(content)), content));
        await _storage.CommitAsync(_draft.Take(), Cancellation);
        await _storage.CommitAsync(_draft.Add(Room, "\"last\"", id: "id-2", labels: new Labels([], ["bob"])).Take(), Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    public void A_sound_log_is_found_sound_while_it_is_open()
    {
        var report = SqliteVerification.Run(_place.Database, null, Cancellation);

        Assert.Empty(report.Findings);
        Assert.True(report.Sound);
        Assert.Equal((3, 2, 1, 1), (report.Entries, report.Streams, report.Documents, report.Blobs));
    }

    [Theory]
    [InlineData("UPDATE entries SET seq = 1 WHERE data = '[]'", "numbers do not increase")]
    [InlineData("UPDATE entries SET seq = 9 WHERE data = '[]'", "numbers do not increase")]
    [InlineData("UPDATE streams SET deleted_seq = 50 WHERE id = 1", "numbers do not increase")]
    [InlineData("UPDATE entries SET data = '{\"a\":' WHERE data = '[]'", "not JSON")]
    [InlineData("UPDATE entries SET data = '\"' || x'ff' || '\"' WHERE data = '[]'", "not JSON")]
    [InlineData("UPDATE entries SET labels = '{}' WHERE data = '[]'", "labels")]
    [InlineData("UPDATE entries SET tenant_id = 2 WHERE data = '[]'", "different tenants")]
    [InlineData("UPDATE entries SET stream_id = 77 WHERE data = '[]'", "stream is not there")]
    [InlineData("DELETE FROM tenant_blocks WHERE tenant_id = 1", "blocks")]
    [InlineData("UPDATE documents SET json = ''", "not JSON")]
    [InlineData("UPDATE blobs SET content = x'00'", "hash")]
    [InlineData("UPDATE documents SET blob = 'gone'", "content gone is not there")]
    [InlineData("DELETE FROM meta WHERE key = 'epoch'", "epoch")]
    [InlineData("PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage = 3 WHERE name = 'entries_by_id'", "")]
    public async Task What_is_wrong_is_found(string damage, string expected)
    {
        await _storage.DisposeAsync();
        using (var database = Database.Open(_place.Database, Access.Write, TimeSpan.Zero)) database.Execute($"PRAGMA foreign_keys=OFF; {damage}");

        var report = SqliteVerification.Run(_place.Database, null, Cancellation);

        Assert.False(report.Sound);
        Assert.Contains(report.Findings, finding => finding.What.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_so()
    {
        var error = Assert.Throws<StorageException>(() => SqliteVerification.Run(_place.File("none.db"), null, Cancellation));
        Assert.Contains("none.db", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.File("none.db")));
    }

    [Fact]
    public void An_export_is_one_line_of_JSON_for_each_entry()
    {
        var lines = Export(new ExportFilter());

        Assert.Equal(3, lines.Count);
        var first = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal("globex", first.GetProperty("tenant").GetString());
        Assert.Equal(2, first.GetProperty("data").GetProperty("é").GetArrayLength());
        Assert.Equal(
            """{"tenant":"acme","stream":"session:room","seq":4,"epoch":1800000000000,"position":5,"time":1700000000005,"type":"note.added","id":"id-2","labels":{"scopes":[],"mentions":["bob"]},"data":"last"}""",
            lines[2]);
    }

    [Fact]
    public void An_export_can_be_narrowed()
    {
        Assert.Equal(2, Export(new ExportFilter(Tenant: "acme")).Count);
        Assert.Equal(3, Export(new ExportFilter(Stream: "session:room")).Count);
        Assert.Single(Export(new ExportFilter("globex", "session:room")));
        Assert.Empty(Export(new ExportFilter("globex", "session:other")));
    }

    [Fact]
    public async Task An_export_works_after_the_server_stopped_and_pages_through_everything()
    {
        for (var i = 0; i < 2500; i++) _draft.Add(Room);
        await _storage.CommitAsync(_draft.Take(), Cancellation);
        Assert.Equal(2503, Export(new ExportFilter()).Count);
        await _storage.DisposeAsync();

        Assert.Equal(2503, Export(new ExportFilter()).Count);
    }

    [Fact]
    public async Task Damaged_data_does_not_break_the_lines_of_an_export()
    {
        await _storage.DisposeAsync();
        using (var database = Database.Open(_place.Database, Access.Write, TimeSpan.Zero)) database.Execute("UPDATE entries SET data = '{\"a\":' WHERE data = '[]'");

        var lines = Export(new ExportFilter());

        Assert.Equal("{\"a\":", Encoding.UTF8.GetString(JsonDocument.Parse(lines[1]).RootElement.GetProperty("damaged").GetBytesFromBase64()));
    }

    [Fact]
    public async Task A_backup_is_one_moment_of_a_log_that_is_written_meanwhile()
    {
        var writing = true;
        var writer = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref writing))
                {
                    _draft.Add(Room, $"\"{new string('x', 5000)}\"").Add(Other).Put(new DocumentKey("acme", "counters", "n"), $"{_draft.Position}");
                    await _storage.CommitAsync(_draft.Take(), Cancellation);
                }
            },
            Cancellation);
        var progress = new List<BackupProgress>();
        var target = _place.File("backups/today.db");

        for (var copies = 0; copies < 5; copies++)
        {
            SqliteBackup.Run(_place.Database, $"{target}{copies}", _place.Clock, new Listed(progress), Cancellation);
        }

        Volatile.Write(ref writing, false);
        await writer;
        Assert.All(progress, step => Assert.InRange(step.Done, 0, step.Total));
        Assert.Equal(progress[^1].Total, progress[^1].Done);
        for (var copies = 0; copies < 5; copies++)
        {
            Assert.Empty(SqliteVerification.Run($"{target}{copies}", null, Cancellation).Findings);
            using var copy = Database.Open($"{target}{copies}", Access.Read, TimeSpan.Zero);
            var counter = copy.Scalar("SELECT json FROM documents WHERE collection = 'counters'");
            if (counter is not null) Assert.Equal(counter, copy.Scalar("SELECT max(position) FROM entries"));
        }
    }

    [Fact]
    public void A_backup_replaces_nothing_and_leaves_nothing_half_done()
    {
        var target = _place.File("copy.db");
        File.WriteAllText(target, "precious");

        var refused = Assert.Throws<StorageException>(() => SqliteBackup.Run(_place.Database, target, _place.Clock, null, Cancellation));

        Assert.Contains(target, refused.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(target));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => SqliteBackup.Run(_place.Database, _place.File("b.db"), _place.Clock, null, cancelled.Token));
        Assert.Throws<StorageException>(() => SqliteBackup.Run(_place.Database, "/proc/none/b.db", _place.Clock, null, Cancellation));
        Assert.Empty(Directory.GetFiles(_place.Path, "b.db*"));
        Assert.False(File.Exists(target + ".part"));
    }

    [Fact]
    public void People_can_read_the_events_view()
    {
        using var database = Database.Open(_place.Database, Access.Read, TimeSpan.Zero);
        Assert.Equal(
            "acme session:room 4 2023-11-14T22:13:20.005Z note.added \"last\"",
            database.Scalar("SELECT tenant || ' ' || stream || ' ' || seq || ' ' || time || ' ' || type || ' ' || data FROM events ORDER BY position DESC LIMIT 1"));
    }

    private List<string> Export(ExportFilter filter)
    {
        using var output = new MemoryStream();
        var count = SqliteExport.Run(_place.Database, output, filter, Cancellation);
        var text = Encoding.UTF8.GetString(output.ToArray());
        var lines = text.Split('\n')[..^1].ToList();
        Assert.Equal(count, lines.Count);
        return lines;
    }

    private sealed class Listed(List<BackupProgress> list) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => list.Add(value);
    }
}
