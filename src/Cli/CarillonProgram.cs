using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;

namespace Carillon.Cli;

/// <summary>Reads a command line, runs it, and puts into words what goes wrong.</summary>
internal sealed class CarillonProgram(Terminal terminal)
{
    private const string TraceVariable = "CARILLON_TRACE";

    public async Task<ExitCode> RunAsync(IReadOnlyList<string> args)
    {
        try
        {
            var parse = CommandTree.Build(terminal).Parse(args);
            if (parse.Action is ParseErrorAction) return Refuse(parse);
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Output.Writer,
                Error = terminal.Error.Writer,
                EnableDefaultExceptionHandler = false,

                // Ctrl-C is ours: a turn is stopped before the program is.
                ProcessTerminationTimeout = null,
            };
            return (ExitCode)await parse.InvokeAsync(configuration, terminal.Interrupts.Token);
        }
        catch (OutputClosedException)
        {
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (terminal.Interrupts.Token.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            return Report(FailureReport.Of(exception), exception);
        }
    }

    private ExitCode Refuse(ParseResult parse)
    {
        var words = string.Join(' ', PathTo(parse.CommandResult).Reverse());
        return Report(new FailureReport(ExitCode.Usage, parse.Errors[0].Message, $"See: {words} --help"), null);
    }

    private static IEnumerable<string> PathTo(SymbolResult? result)
    {
        for (; result is CommandResult command; result = result.Parent)
        {
            yield return command.Command is RootCommand ? "carillon" : command.Command.Name;
        }
    }

    private ExitCode Report(FailureReport report, Exception? exception)
    {
        var screen = terminal.Error;
        screen.Write("error: ", Palette.Bad);
        screen.WriteLine(report.What.TrimEnd('.'));
        if (report.Hint is { } hint) screen.WriteLine($" hint: {hint}", Palette.Dim);
        if (exception is not null && terminal.Setting(TraceVariable) == "1") screen.WriteLine(exception.ToString(), Palette.Dim);
        return report.Code;
    }
}
