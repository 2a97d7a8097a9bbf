using Carillon.Core.Ports;
using SQLitePCL;

namespace Carillon.Backends.Sqlite.Engine;

/// <summary>Turns an error of SQLite or of the file system into words for the person who runs the server.</summary>
internal static class Failures
{
    private const int ErrnoNoSpace = 28;
    private const int ErrnoReadOnly = 30;
    private const int ErrnoQuota = 122;

    /// <summary>A storage failure; or, for a broken rule of the schema, <see cref="InvalidOperationException"/>: the caller's mistake, not the disk's.</summary>
    public static Exception Of(int code, string text, string path) => (code & 0xff) switch
    {
        raw.SQLITE_CONSTRAINT => new InvalidOperationException($"The log at {path} refused a change that breaks its own rules: {text}."),
        raw.SQLITE_INTERRUPT => new OperationCanceledException($"Reading {path} was cancelled."),
        raw.SQLITE_FULL => Full(path, null),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => ReadOnly(path, null),

        // The statements are fixed, so a general error means that the file does not hold what they name.
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR => Corrupt(path, text),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StorageException(
            StorageFault.InUse,
            $"Another program holds the database {path} locked ({text}). End its transaction or close it, then start again."),
        _ => new StorageException(
            StorageFault.Unavailable,
            $"The system refused to read or write {path}: {text} (SQLite code {code}). Check the disk and the file's owner and rights, then start again."),
    };

    /// <summary>The same for files beside the database.</summary>
    public static StorageException Of(Exception error, string path) => error switch
    {
        UnauthorizedAccessException => ReadOnly(path, error),
        IOException { HResult: ErrnoReadOnly } => ReadOnly(path, error),
        IOException { HResult: ErrnoNoSpace or ErrnoQuota } => Full(path, error),
        _ => new StorageException(StorageFault.Unavailable, $"The system refused to open {path}: {error.Message} Check that it is there and may be used.", error),
    };

    public static StorageException Corrupt(string path, string what) => new(
        StorageFault.Corrupt,
        $"The database {path} is damaged: {what}. Nothing was changed. Keep a copy of the folder, run `carillon verify`, and put back a backup.");

    public static StorageException Missing(string path) => new(
        StorageFault.Unavailable,
        $"There is no database at {path}. Name the folder that the server was started with (--data).");

    private static StorageException Full(string path, Exception? inner) => new(
        StorageFault.Full,
        $"No space is left for {path}. What was committed is safe and can be read; free some space, and writing goes on.",
        inner);

    private static StorageException ReadOnly(string path, Exception? inner) => new(
        StorageFault.ReadOnly,
        $"{path} cannot be written. Give the user who runs the server the right to write there, or choose another folder with --data.",
        inner);
}
