using System.Globalization;
using Carillon.Backends.Sqlite.Opening;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite.Engine;

/// <summary>Opens connections with every setting spelled out, so that no build's defaults decide what a commit is worth.</summary>
internal static class Connections
{
    /// <summary>How long a commit waits for another program's transaction. The next commit would meet the same one, so waiting is all there is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int PageBytes = 8192;

    public static Database OpenWriter(SqliteOptions options)
    {
        var database = Database.Open(options.DatabasePath, Access.Write, Patience);
        try
        {
            Configure(database, options);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public static Database OpenReader(string path)
    {
        var database = Database.Open(path, Access.Read, Patience);
        try
        {
            database.Execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY;");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens an existing log for a look at it, beside a server that may be running. Errors: <see cref="StorageException"/>, also for
    /// a file that is missing, newer, or no log.
    /// </summary>
    public static Database OpenForMaintenance(string path, CancellationToken cancellationToken, out CancellationTokenRegistration registration)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!File.Exists(path)) throw Failures.Missing(path);
        FileInspection.Inspect(path);
        var database = OpenReader(path);
        registration = cancellationToken.Register(database.Interrupt);
        return database;
    }

    private static void Configure(Database database, SqliteOptions options)
    {
        // Rows of an append lie together: larger pages mean fewer frames in the write-ahead log (a sixth faster than 4096, measured).
        // It takes effect in a new file only, and must come before the journal mode.
        database.Execute($"PRAGMA page_size={PageBytes}");
        if (database.Scalar("PRAGMA journal_mode=WAL") is var mode && mode != "wal")
        {
            throw new StorageException(
                StorageFault.Unavailable,
                $"The database {database.Path} cannot use a write-ahead log here (it stays in mode '{mode}'). Choose a folder on a local disk with --data.");
        }

        database.Execute($"""
            PRAGMA synchronous={(options.Durability == Durability.Full ? "FULL" : "NORMAL")};
            -- 16 MB of log before it is copied into the file: pages that many commits touch are copied once.
            PRAGMA wal_autocheckpoint=2000;
            -- A log that grew while a long read held it back gives its space to the system again.
            PRAGMA journal_size_limit=67108864;
            PRAGMA foreign_keys=ON;
            -- The tails of the indexes that appends touch stay in memory.
            PRAGMA cache_size=-16384;
            -- No copies of data in the system's temporary folder.
            PRAGMA temp_store=MEMORY;
            -- A mapped file that somebody cuts short kills the process; read() gives an error that can be told.
            PRAGMA mmap_size=0;
            -- A damaged page is noticed when it is read, not when it is written back.
            PRAGMA cell_size_check=ON;
            -- A file from elsewhere cannot run functions through its schema.
            PRAGMA trusted_schema=OFF;
            """);
        if (options.MaxBytes is { } most)
        {
            var pages = most / database.ScalarNumber("PRAGMA page_size");
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count={pages}"));
        }
    }
}
