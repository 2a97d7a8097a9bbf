using System.CommandLine;
using Carillon.Backends.Sqlite;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon verify</c></summary>
internal sealed class VerifyCommand : LogCommand
{
    public VerifyCommand(Terminal terminal)
        : base("verify", "Check the log: its structure, its numbers, its content", terminal)
    {
        Details = "Changes nothing; a server may be running.";
        Examples =
        [
            new("carillon verify", "the log of this machine"),
            new("carillon verify --data /mnt/backup/carillon", "another one"),
        ];
        Reads(RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parse, string database, CancellationToken cancellationToken)
    {
        var report = await new ProgressLine(Terminal.Error).RunAsync<VerificationProgress, VerificationReport>(
            at => $"checking {at.Step}: {Amounts.Count(at.Done)}",
            progress => SqliteVerification.Run(database, progress, cancellationToken));
        Write(database, report);
        return report.Sound ? ExitCode.Ok : ExitCode.Failed;
    }

    private void Write(string database, VerificationReport report)
    {
        var screen = Terminal.Output;
        foreach (var finding in report.Findings)
        {
            screen.Write("✗ ", Palette.Bad);
            screen.WriteLine($"{SafeText.OneLine(finding.Where)}: {SafeText.OneLine(finding.What)}");
        }

        if (report.FindingCount > report.Findings.Count) screen.WriteLine($"  … and {Amounts.Count(report.FindingCount - report.Findings.Count)} more");
        if (report.Sound) screen.Write("✓ sound", Palette.Good);
        else screen.Write($"✗ {Amounts.Count(report.FindingCount, "fault")}", Palette.Bad);
        screen.WriteLine(
            $"  {Amounts.Count(report.Entries, "event")} in {Amounts.Count(report.Streams, "stream")}, {Amounts.Count(report.Documents, "document")}, {Amounts.Count(report.Blobs, "blob")}",
            Palette.Dim);
        screen.WriteLine($"  {database}", Palette.Dim);
    }
}
