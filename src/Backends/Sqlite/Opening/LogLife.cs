using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite.Opening;

/// <summary>Why a log began a new life.</summary>
internal enum Beginning
{
    /// <summary>It did not: it goes on where it ended.</summary>
    Continued,

    /// <summary>There was nothing before.</summary>
    Created,

    /// <summary>A backup was put in place.</summary>
    BackupRestored,

    /// <summary>The directory remembers more than the file knows, or another file, or nothing.</summary>
    OlderCopy,
}

/// <summary>Finds out at opening whether a log goes on, and gives it a new epoch where numbers may have been given that it does not know.</summary>
internal sealed record LogLife(Sidecar Mark, Beginning Beginning)
{
    /// <summary>Key of the mark that only a backup carries; its first opening takes it away.</summary>
    public const string BackupKey = "backup_made";

    /// <summary>The place of the last durable entry there ever was, removed ones included.</summary>
    public const string LastPositionSql =
        "SELECT max(coalesce((SELECT max(position) FROM entries), 0), coalesce((SELECT value FROM meta WHERE key = 'last_position'), 0))";

    /// <summary>Decides, and writes the decision down in one transaction.</summary>
    public static LogLife Begin(Database database, Sidecar? remembered, TimeProvider clock, IIdSource ids)
    {
        LogLife? life = null;
        database.Transact(() =>
        {
            life = Decide(database, remembered, clock, ids);
            var put = database.Prepare("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value");
            put.BindText(1, "log_id").BindText(2, life.Mark.LogId).Run();
            put.BindText(1, "epoch").Bind(2, life.Mark.Epoch).Run();
            put.BindText(1, "openings").Bind(2, life.Mark.Openings).Run();
            database.Execute($"DELETE FROM meta WHERE key = '{BackupKey}'");
        });
        return life!;
    }

    private static LogLife Decide(Database database, Sidecar? remembered, TimeProvider clock, IIdSource ids)
    {
        var known = new Sidecar(
            database.Scalar("SELECT value FROM meta WHERE key = 'log_id'") ?? "",
            database.ScalarNumber("SELECT value FROM meta WHERE key = 'epoch'"),
            database.ScalarNumber("SELECT value FROM meta WHERE key = 'openings'"),
            database.ScalarNumber(LastPositionSql));
        var beginning = known.LogId.Length == 0 ? Beginning.Created
            : database.Scalar($"SELECT value FROM meta WHERE key = '{BackupKey}'") is not null ? Beginning.BackupRestored
            : Knows(known, remembered) ? Beginning.Continued
            : Beginning.OlderCopy;
        var epoch = beginning == Beginning.Continued
            ? known.Epoch
            : Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), Math.Max(known.Epoch, remembered?.Epoch ?? 0) + 1);
        var mark = known with
        {
            LogId = beginning == Beginning.Created ? ids.NewId() : known.LogId,
            Epoch = epoch,
            Openings = Math.Max(known.Openings, remembered?.Openings ?? 0) + 1,
        };
        return new LogLife(mark, beginning);
    }

    // The file counts an opening before the directory does, and commits before the directory notes a position: a file that
    // belongs here never knows less.
    private static bool Knows(Sidecar file, Sidecar? remembered) =>
        remembered is not null
        && file.LogId == remembered.LogId
        && file.Epoch >= remembered.Epoch
        && file.Openings >= remembered.Openings
        && file.Position >= remembered.Position;
}
