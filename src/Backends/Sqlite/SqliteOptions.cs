namespace Carillon.Backends.Sqlite;

/// <summary>How much an acknowledged event survives.</summary>
public enum Durability
{
    /// <summary>Every commit is synced to the disk before it is acknowledged: it survives a crash of the process, of the system, and a power cut.</summary>
    Full,

    /// <summary>
    /// Commits are synced only now and then: a crash of the process loses nothing, but a crash of the system or a power cut may
    /// lose the last acknowledged events (those since the last checkpoint, at most about 16 MB of log). What is left stays in order,
    /// and if the loss can be seen at the next start the epoch changes.
    /// </summary>
    Relaxed,
}

/// <summary>Where the log lives and how it is kept.</summary>
/// <param name="DataDirectory">The folder that holds the database and its companions; made when it is missing. One process at a time.</param>
public sealed record SqliteOptions(string DataDirectory)
{
    /// <summary>The database file's name in every data directory.</summary>
    public const string DatabaseName = "carillon.db";

    /// <summary>What an acknowledgement is worth.</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>How many reads may run at once; more of them wait for their turn.</summary>
    public int ReaderCount { get; init; } = 4;

    /// <summary>The size in bytes at which the database takes no more, as if the disk were full; null: the disk alone decides.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>The database file.</summary>
    public string DatabasePath => Path.Combine(DataDirectory, DatabaseName);
}
