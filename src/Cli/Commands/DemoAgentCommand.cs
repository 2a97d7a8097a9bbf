using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon demo-agent</c></summary>
internal sealed class DemoAgentCommand : CliCommand
{
    private readonly Option<bool> _echo = new("--echo") { Description = "Only repeat the prompt" };

    public DemoAgentCommand(Terminal terminal)
        : base(
            "demo-agent",
            "The built-in agent, speaking the Agent Client Protocol on standard input and output. The server starts it by itself.",
            new("carillon demo-agent", "for another program that speaks the protocol"))
    {
        Add(_echo);
        Runs((parse, cancellationToken) => RunAsync(terminal, parse.GetValue(_echo) ? "echo" : "demo", cancellationToken));
    }
}
