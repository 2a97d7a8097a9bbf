using System.Globalization;
using Carillon.Backends.Sqlite.Engine;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite.Schema;

/// <summary>Brings a file to the version this program knows, one transaction for each step.</summary>
internal static class Migrations
{
    /// <summary>Says in the file's header whose it is; <c>file carillon.db</c> shows it.</summary>
    public const int ApplicationId = 0x4341524C;

    private static readonly string[] Steps = [Version1.Sql, Version2.Sql];

    /// <summary>The version that this program writes.</summary>
    public static int Current => Steps.Length;

    /// <summary>Refuses a file that is not a log, or was written by a newer program. Changes nothing.</summary>
    public static void Inspect(Database database)
    {
        var version = database.ScalarNumber("PRAGMA user_version");
        if (version > Current)
        {
            throw new StorageException(
                StorageFault.Newer,
                $"The database {database.Path} has format {version}; this program knows formats up to {Current}. Run the newer Carillon that wrote it.");
        }

        var owner = database.ScalarNumber("PRAGMA application_id");
        var tables = database.ScalarNumber("SELECT count(*) FROM sqlite_master");
        if (owner == ApplicationId || (owner == 0 && tables == 0)) return;
        throw new StorageException(
            StorageFault.Corrupt,
            $"The database {database.Path} belongs to another program. Nothing was changed. Move it away, or choose another folder with --data.");
    }

    /// <summary>Runs the steps that are missing.</summary>
    public static void Apply(Database database)
    {
        for (var version = (int)database.ScalarNumber("PRAGMA user_version"); version < Current; version++)
        {
            var next = (version + 1).ToString(CultureInfo.InvariantCulture);
            database.Transact(() => database.Execute($"{Steps[version]}\nPRAGMA application_id={ApplicationId}; PRAGMA user_version={next};"));
        }
    }
}
