using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Commands;

/// <summary>A command that reads the log itself, in the data folder, whether or not a server runs on it.</summary>
internal abstract class LogCommand : CliCommand
{
    private readonly DataOption _data;

    protected LogCommand(string name, string description, Terminal terminal)
        : base(name, description)
    {
        Terminal = terminal;
        _data = new DataOption(terminal);
        Add(_data);
    }

    protected Terminal Terminal { get; }

    /// <summary>Says what the command does with the log's file.</summary>
    protected void Reads(Func<ParseResult, string, CancellationToken, Task<ExitCode>> action) =>
        Runs((parse, cancellationToken) => action(parse, _data.Database(parse), cancellationToken));
}
