using Carillon.Backends.Sqlite.Engine;
using Carillon.Backends.Sqlite.Maintenance;
using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Where">A place in words, such as <c>acme/session:1 number 7</c>.</param>
public sealed record Finding(string Where, string What);

/// <summary>How far a verification is: rows of the step under way.</summary>
public readonly record struct VerificationProgress(string Step, long Done);

/// <summary>What a verification saw.</summary>
/// <param name="FindingCount">All findings; <paramref name="Findings"/> holds the first 100.</param>
public sealed record VerificationReport(
    long Entries, long Streams, long Documents, long Blobs, long FindingCount, IReadOnlyList<Finding> Findings)
{
    /// <summary>Nothing was found.</summary>
    public bool Sound => FindingCount == 0;
}

/// <summary>
/// Checks a log: the file's structure, that numbers and positions strictly increase and lie above what was deleted, that stored
/// JSON is JSON, and that blobs have the hash they are kept under. Event types are not checked: an unknown one is no fault.
/// </summary>
public static class SqliteVerification
{
    /// <summary>
    /// Reads the whole file as of one moment and changes nothing; a server may be running. Damage is a finding. Errors:
    /// <see cref="StorageException"/> when the file is missing, newer, or cannot be read at all.
    /// </summary>
    public static VerificationReport Run(string databasePath, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        var findings = new FindingList();
        var rows = new RowCounts();
        try
        {
            using var database = Connections.OpenForMaintenance(databasePath, cancellationToken, out var registration);
            using var registered = registration;
            database.Execute("BEGIN");
            Attempt(findings, () => StructureCheck.Run(database, findings, progress));
            Attempt(findings, () => EntryCheck.Run(database, findings, progress, rows));
            Attempt(findings, () => DocumentCheck.Run(database, findings, progress, rows));
        }
        catch (StorageException error) when (error.Fault == StorageFault.Corrupt)
        {
            findings.Add(databasePath, error.Message);
        }

        return new VerificationReport(rows.Entries, rows.Streams, rows.Documents, rows.Blobs, findings.Count, findings.First);
    }

    // Damage ends the step that met it; the others may still say more.
    private static void Attempt(FindingList findings, Action step)
    {
        try
        {
            step();
        }
        catch (StorageException error) when (error.Fault == StorageFault.Corrupt)
        {
            findings.Add("file", error.Message);
        }
    }
}
