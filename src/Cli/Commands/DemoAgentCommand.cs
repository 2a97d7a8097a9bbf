using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;
using Carillon.Features.Agents.BuiltIn;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon demo-agent</c></summary>
internal sealed class DemoAgentCommand : CliCommand
{
    private readonly Option<bool> _echo = new("--echo") { Description = "Only repeat the prompt" };

    public DemoAgentCommand(Terminal terminal)
        : base("demo-agent", "The built-in agent, speaking the Agent Client Protocol on standard input and output")
    {
        Details = "The server starts it by itself.";
        Examples =
        [
            new("carillon demo-agent", "for another program that speaks the protocol"),
        ];
        Add(_echo);
        Runs((parse, cancellationToken) => RunAsync(terminal, parse.GetValue(_echo) ? BuiltInAgent.Echo : BuiltInAgent.Demo, cancellationToken));
    }

    private static async Task<ExitCode> RunAsync(Terminal terminal, string name, CancellationToken cancellationToken) =>
        (ExitCode)await BuiltInAgent.RunAsync(name, terminal.Input, terminal.OutputBytes, terminal.Error.Writer, cancellationToken);
}
