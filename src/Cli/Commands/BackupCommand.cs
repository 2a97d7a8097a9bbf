using System.CommandLine;
using Carillon.Backends.Sqlite;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon backup</c></summary>
internal sealed class BackupCommand : LogCommand
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The new file; nothing is written over",
        HelpName = "FILE",
        Required = true,
    };

    public BackupCommand(Terminal terminal)
        : base("backup", "Copy the log into one file, as of one moment", terminal)
    {
        Details = "A server may be running.";
        Examples =
        [
            new("carillon backup -o carillon-2026-01-31.db", "to put back, stop the server and make it the data folder's carillon.db"),
        ];
        Add(_output);
        Reads(RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parse, string database, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(parse.GetRequiredValue(_output));
        await new ProgressLine(Terminal.Error).RunAsync<BackupProgress, bool>(
            at => at.Total == 0 ? "copying" : $"copying: {100 * at.Done / at.Total} %",
            progress =>
            {
                SqliteBackup.Run(database, target, Terminal.Clock, progress, cancellationToken);
                return true;
            });
        DoneLine.Write(Terminal.Output, $"{target}, {Amounts.Count(new FileInfo(target).Length / 1024)} KB");
        return ExitCode.Ok;
    }
}
