using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Schema;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite.Opening;

/// <summary>Looks at the files before anything is opened for writing, so that what cannot be used is left as it is.</summary>
internal static class FileInspection
{
    private const int HeaderBytes = 100;
    private const int WriteVersionOffset = 18;
    private const byte RollbackJournal = 1;

    /// <summary>Errors: Corrupt, Newer, or what the system says.</summary>
    public static void Inspect(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0) return;
        var header = ReadHeader(path);
        if (!header.StartsWith("SQLite format 3\0"u8)) throw Failures.Corrupt(path, "its header is not that of a database");

        // SQLite would play the log of the file that was here before into the one that was put back.
        var wal = new FileInfo(path + "-wal");
        if (header[WriteVersionOffset] == RollbackJournal && wal is { Exists: true, Length: > 0 })
        {
            throw new StorageException(
                StorageFault.Corrupt,
                $"{path} was put back, but {wal.FullName} belongs to the file that was there before and would damage it. Move {wal.Name} away and start again.");
        }

        using var database = Connections.OpenReader(path);
        Migrations.Inspect(database);
    }

    private static ReadOnlySpan<byte> ReadHeader(string path)
    {
        try
        {
            var header = new byte[HeaderBytes];
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return header.AsSpan(0, file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failures.Of(error, path);
        }
    }
}
