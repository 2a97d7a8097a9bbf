using System.Security.Cryptography;
using Carillon.Backends.Sqlite.Engine;

namespace Carillon.Backends.Sqlite.Maintenance;

/// <summary>Documents and blobs.</summary>
internal static class DocumentCheck
{
    // The first format whose documents do; an older file may be checked before it is brought up to date.
    private const int NamesBlobs = 2;

    public static void Run(Database database, FindingList findings, IProgress<VerificationProgress>? progress, RowCounts rows)
    {
        var documents = database.Prepare("SELECT tenant, collection, key, version, json FROM documents");
        while (documents.Step())
        {
            rows.Documents++;
            var where = $"{documents.Text(0)}/{documents.Text(1)}/{documents.Text(2)}";
            if (documents.Number(3) < 1) findings.Add(where, "the document has no version");
            if (JsonText.Fault(documents.Bytes(4)) is { } fault) findings.Add(where, $"the document is not JSON: {fault}");
        }

        progress?.Report(new VerificationProgress("documents", rows.Documents));
        var blobs = database.Prepare("SELECT tenant, hash, content FROM blobs");
        while (blobs.Step())
        {
            rows.Blobs++;
            var hash = blobs.Text(1);
            var actual = Convert.ToHexStringLower(SHA256.HashData(blobs.Bytes(2)));
            if (hash != actual) findings.Add($"{blobs.Text(0)} blob {hash}", $"the content has the hash {actual}");
        }

        progress?.Report(new VerificationProgress("blobs", rows.Blobs));
        if (database.ScalarNumber("PRAGMA user_version") >= NamesBlobs) CheckNames(database, findings);
    }

    private static void CheckNames(Database database, FindingList findings)
    {
        var missing = database.Prepare("""
            SELECT d.tenant, d.collection, d.key, d.blob FROM documents d
            WHERE d.blob IS NOT NULL AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.tenant = d.tenant AND b.hash = d.blob)
            """);
        while (missing.Step())
            findings.Add($"{missing.Text(0)}/{missing.Text(1)}/{missing.Text(2)}", $"the content {missing.Text(3)} is not there");
    }
}
