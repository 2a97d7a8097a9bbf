using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Carillon.Cli.Commands;
using Carillon.Cli.Failures;

namespace Carillon.Cli;

/// <summary>Help as the library writes it, and after it examples to copy and the exit codes.</summary>
internal sealed class HelpPages(IReadOnlyList<Example> firstSteps) : SynchronousCommandLineAction
{
    private const int Width = 80;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        new HelpAction().Invoke(parseResult);
        if (command is CliCommand { Details: { } details }) output.WriteLine($"{details}\n");
        WriteExamples(output, command is CliCommand known ? known.Examples : command is RootCommand ? firstSteps : []);
        if (command is RootCommand) WriteExitCodes(output);
        return (int)ExitCode.Ok;
    }

    private static void WriteExamples(TextWriter output, IReadOnlyList<Example> examples)
    {
        if (examples.Count == 0) return;
        output.WriteLine("Examples:");
        var column = examples.Max(example => example.Line.Length);
        var fits = examples.All(example => column + example.Meaning.Length + 4 <= Width);
        foreach (var example in examples)
        {
            output.WriteLine(fits ? $"  {example.Line.PadRight(column)}  {example.Meaning}" : $"  {example.Line}\n      {example.Meaning}");
        }

        output.WriteLine();
    }

    private static void WriteExitCodes(TextWriter output)
    {
        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in ExitCodes.All) output.WriteLine($"  {(int)code,3}  {meaning}");
        output.WriteLine();
    }
}
