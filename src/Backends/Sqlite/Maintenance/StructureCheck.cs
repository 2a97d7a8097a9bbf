using Carillon.Backends.Sqlite.Engine;

namespace Carillon.Backends.Sqlite.Maintenance;

/// <summary>The file itself: pages, indexes, references.</summary>
internal static class StructureCheck
{
    public static void Run(Database database, FindingList findings, IProgress<VerificationProgress>? progress)
    {
        progress?.Report(new VerificationProgress("structure", 0));
        var integrity = database.Prepare("PRAGMA integrity_check(100)");
        while (integrity.Step())
        {
            if (integrity.Text(0) is var line && line != "ok") findings.Add("file", line);
        }

        var references = database.Prepare("PRAGMA foreign_key_check");
        while (references.Step()) findings.Add("file", $"row {references.Number(1)} of {references.Text(0)} refers to a row of {references.Text(2)} that is not there");

        if (database.ScalarNumber("SELECT value FROM meta WHERE key = 'epoch'") <= 0) findings.Add("meta", "the log has no epoch");
        if (string.IsNullOrEmpty(database.Scalar("SELECT value FROM meta WHERE key = 'log_id'"))) findings.Add("meta", "the log has no id");
    }
}
