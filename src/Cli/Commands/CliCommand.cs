using System.CommandLine;
using Carillon.Cli.Failures;

namespace Carillon.Cli.Commands;

/// <summary>One word of the program.</summary>
internal abstract class CliCommand(string name, string description) : Command(name, description)
{
    /// <summary>What else there is to say, on the command's own help page.</summary>
    public string? Details { get; protected init; }

    /// <summary>Shown at the end of its help.</summary>
    public IReadOnlyList<Example> Examples { get; protected init; } = [];

    /// <summary>Says what the command does.</summary>
    protected void Runs(Func<ParseResult, CancellationToken, Task<ExitCode>> action) =>
        SetAction(async (parse, cancellationToken) => (int)await action(parse, cancellationToken));
}

/// <summary>A line to copy, and what it does.</summary>
internal sealed record Example(string Line, string Meaning);
