using System.CommandLine;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Commands;

/// <summary>One word of the program, with examples for its help.</summary>
internal abstract class CliCommand(string name, string description, params Example[] examples) : Command(name, description)
{
    /// <summary>Shown at the end of its help.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;

    /// <summary>Says what the command does.</summary>
    protected void Runs(Func<ParseResult, CancellationToken, Task<ExitCode>> action) =>
        SetAction(async (parse, cancellationToken) => (int)await action(parse, cancellationToken));
}

/// <summary>A line to copy, and what it does.</summary>
internal sealed record Example(string Line, string Meaning);
