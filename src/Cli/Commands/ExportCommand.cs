using System.CommandLine;
using Carillon.Backends.Sqlite;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon export</c></summary>
internal sealed class ExportCommand : LogCommand
{
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Write to this new file instead of standard output", HelpName = "FILE" };
    private readonly Option<string?> _stream = new("--stream") { Description = "Only streams of this name", HelpName = "NAME" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only this tenant's", HelpName = "NAME" };

    public ExportCommand(Terminal terminal)
        : base("export", "Write the log as JSON Lines, in its own order", terminal)
    {
        Details = "A server may be running.";
        Examples =
        [
            new("carillon export -o events.jsonl", "everything"),
            new("carillon export --stream tenant | jq -r .type | sort | uniq -c", "counted by type"),
        ];
        Add(_output);
        Add(_stream);
        Add(_tenant);
        Reads(RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parse, string database, CancellationToken cancellationToken)
    {
        var filter = new ExportFilter(parse.GetValue(_tenant), parse.GetValue(_stream));
        if (parse.GetValue(_output) is not { } path)
        {
            await Task.Run(() => SqliteExport.Run(database, Terminal.OutputBytes, filter, cancellationToken), cancellationToken);
            return ExitCode.Ok;
        }

        var written = await WriteFileAsync(database, path, filter, cancellationToken);
        DoneLine.Write(Terminal.Error, $"{Amounts.Count(written, "event")} in {path}");
        return ExitCode.Ok;
    }

    /// <summary>Nothing is written over, and a file that was not finished is not left behind.</summary>
    private async Task<long> WriteFileAsync(string database, string path, ExportFilter filter, CancellationToken cancellationToken)
    {
        await using var file = Create(path);
        try
        {
            return await new ProgressLine(Terminal.Error).RunAsync<long, long>(
                _ => "exporting",
                _ => SqliteExport.Run(database, file, filter, cancellationToken));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new CliException(ExitCode.Failed, $"{path} exists already", "An export replaces nothing; choose another name.", exception);
        }
    }
}
