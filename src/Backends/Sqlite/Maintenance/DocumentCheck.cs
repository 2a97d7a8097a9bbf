using System.Security.Cryptography;
using Carillon.Backends.Sqlite.Engine;

namespace Carillon.Backends.Sqlite.Maintenance;

/// <summary>Documents and blobs.</summary>
internal static class DocumentCheck
{
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
    }
}
