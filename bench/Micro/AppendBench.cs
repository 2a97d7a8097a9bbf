using System.Diagnostics;
using System.Globalization;
using Carillon.Core.Streams;
using SQLitePCL;

namespace Carillon.Bench.Micro;

/// <summary>
/// Durable appends through the whole log (number, group commit, publish) against the least code that puts the same rows
/// into the same kind of file: prepared statements, batches of 1,000, synchronous=FULL.
/// </summary>
internal static class AppendBench
{
    private const int Rows = 200_000;
    private const int Batch = 1000;
    private const int Rounds = 5;

    public static async Task RunAsync(string scratch)
    {
        var ratios = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var raw = Raw(Path.Combine(scratch, $"raw-{round}.db"));
            var log = await LogAsync(Path.Combine(scratch, $"log-{round}"));
            var name = round == 0 ? "cold" : round.ToString(CultureInfo.InvariantCulture);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"append round={name} raw={raw:0}/s log={log:0}/s ratio={log / raw:0.00}"));

            // The first measures the just-in-time compiler: it is shown, and does not count.
            if (round > 0) ratios.Add(log / raw);
        }

        ratios.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"append median ratio to raw SQLite: {ratios[Rounds / 2]:0.00} (wanted: at least 0.70)"));
    }

    private static async Task<double> LogAsync(string directory)
    {
        var (log, storage) = await Logs.OpenAsync(directory);
        var stream = new StreamId("bench", "custom:append");
        var events = Enumerable.Range(0, Rows).Select(number => Logs.Event(stream, number)).ToArray();
        var started = Stopwatch.GetTimestamp();
        var window = new Queue<Task>();
        foreach (var item in events)
        {
            window.Enqueue(log.AppendAsync(new Append(item), CancellationToken.None).AsTask());
            if (window.Count >= 2 * Batch) await window.Dequeue();
        }

        await Task.WhenAll(window);
        var rate = Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await log.DisposeAsync();
        await storage.DisposeAsync();
        return rate;
    }

    private static double Raw(string path)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(path, out var db));
        Run(db, "PRAGMA journal_mode=WAL");
        Run(db, "PRAGMA synchronous=FULL");
        Run(db, "CREATE TABLE entries(position INTEGER PRIMARY KEY, stream_id INTEGER, seq INTEGER, time INTEGER, type TEXT, data TEXT, UNIQUE(stream_id, seq))");
        Check(raw.sqlite3_prepare_v2(db, "INSERT INTO entries VALUES(?,?,?,?,?,?)", out var insert));
        var stream = new StreamId("bench", "custom:append");
        var events = Enumerable.Range(0, Rows).Select(number => Logs.Event(stream, number)).ToArray();
        var started = Stopwatch.GetTimestamp();
        for (var at = 0; at < Rows; at += Batch)
        {
            Run(db, "BEGIN");
            for (var i = at; i < at + Batch; i++)
            {
                raw.sqlite3_bind_int64(insert, 1, i + 1);
                raw.sqlite3_bind_int64(insert, 2, 1);
                raw.sqlite3_bind_int64(insert, 3, i + 1);
                raw.sqlite3_bind_int64(insert, 4, 1_700_000_000_000);
                raw.sqlite3_bind_text(insert, 5, "bench.message");
                raw.sqlite3_bind_text(insert, 6, events[i].Data.Span);
                if (raw.sqlite3_step(insert) != raw.SQLITE_DONE) throw new InvalidOperationException(raw.sqlite3_errmsg(db).utf8_to_string());
                raw.sqlite3_reset(insert);
            }

            Run(db, "COMMIT");
        }

        var rate = Rows / Stopwatch.GetElapsedTime(started).TotalSeconds;
        raw.sqlite3_finalize(insert);
        raw.sqlite3_close(db);
        return rate;
    }

    private static void Run(sqlite3 db, string sql) => Check(raw.sqlite3_exec(db, sql));

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite answered {code}.");
    }
}
