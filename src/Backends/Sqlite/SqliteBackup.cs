using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Opening;
using Carillon.Core.Ports;
using SQLitePCL;

namespace Carillon.Backends.Sqlite;

/// <summary>How far a backup is, in pages of the database.</summary>
public readonly record struct BackupProgress(long Done, long Total);

/// <summary>
/// Copies the log into one file while the server runs. The copy is the log as of one moment; when it is put in place of the
/// database, its first opening begins a new epoch, because numbers may have been given that it does not know.
/// </summary>
public static class SqliteBackup
{
    private const int PagesAtOnce = 1024;

    /// <summary>
    /// Makes the copy under a temporary name, checks it, syncs it, and only then gives it its name. Errors:
    /// <see cref="StorageException"/>; an existing target is refused, and a backup that fails leaves nothing behind.
    /// </summary>
    /// <param name="clock">Stamps the mark that the copy carries.</param>
    public static void Run(
        string databasePath, string targetPath, TimeProvider clock, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        using var source = Connections.OpenForMaintenance(databasePath, cancellationToken, out var registration);
        using var registered = registration;
        var part = targetPath + ".part";
        if (File.Exists(targetPath)) throw Exists(targetPath);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(targetPath))!);
            File.Delete(part);
            Copy(source, part, progress, cancellationToken);
            Finish(part, clock);
            Publish(part, targetPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failures.Of(error, targetPath);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    private static void Copy(Database source, string part, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        using var target = Database.Open(part, Access.Write, TimeSpan.Zero);

        // An open read pins one moment of the log; without it, each commit of the server would begin the copy anew.
        source.Execute("BEGIN; SELECT count(*) FROM meta;");
        using var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        if (backup is null || backup.IsInvalid) throw target.Failure(raw.sqlite3_errcode(target.Handle));
        int code;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, PagesAtOnce);
            var total = raw.sqlite3_backup_pagecount(backup);
            progress?.Report(new BackupProgress(total - raw.sqlite3_backup_remaining(backup), total));
        }
        while (code == raw.SQLITE_OK);

        if (code != raw.SQLITE_DONE) throw target.Failure(code);
    }

    private static void Finish(string part, TimeProvider clock)
    {
        using (var target = Database.Open(part, Access.Write, TimeSpan.Zero))
        {
            // One file that needs no companion, and by which an opening can tell that a left-over log is not its own.
            target.Execute("PRAGMA journal_mode=DELETE");
            target.Prepare($"INSERT INTO meta (key, value) VALUES ('{LogLife.BackupKey}', ?1) ON CONFLICT DO UPDATE SET value = excluded.value")
                .Bind(1, clock.GetUtcNow().ToUnixTimeMilliseconds()).Run();
            if (target.Scalar("PRAGMA quick_check(1)") is var found && found != "ok") throw Failures.Corrupt(part, found ?? "unreadable");
        }

        using var file = new FileStream(part, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static void Publish(string part, string targetPath)
    {
        try
        {
            File.Move(part, targetPath, overwrite: false);
        }
        catch (IOException) when (File.Exists(targetPath))
        {
            throw Exists(targetPath);
        }
    }

    private static StorageException Exists(string targetPath) =>
        new(StorageFault.Unavailable, $"{targetPath} exists already, and a backup replaces nothing. Choose another name.");
}
