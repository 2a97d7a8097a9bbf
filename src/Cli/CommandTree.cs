using System.CommandLine;
using System.CommandLine.Help;
using Carillon.Cli.Commands;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;

namespace Carillon.Cli;

/// <summary>Every word of the program. A new command is a new file and a line here.</summary>
internal static class CommandTree
{
    private const string Description = "Carillon: the event gateway for AI agents. Run agents, watch them, answer them, from anywhere.";

    private static readonly Example[] FirstSteps =
    [
        new("carillon serve", "start the gateway, and leave it running"),
        new("carillon prompt \"What is in this folder?\"", "put an agent to work, and watch it"),
        new("carillon tail 'turn.*'", "watch it from elsewhere"),
    ];

    public static RootCommand Build(Terminal terminal)
    {
        var root = new RootCommand(Description) { HelpName = "carillon" };
        foreach (var command in Commands(terminal)) root.Add(command);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpPages(FirstSteps);
        root.Options.OfType<VersionOption>().Single().Action = new VersionLine();
        root.SetAction(parse =>
        {
            new HelpPages(FirstSteps).Invoke(parse);
            return (int)ExitCode.Usage;
        });
        return root;
    }

    private static IEnumerable<CliCommand> Commands(Terminal terminal) =>
    [
        new ServeCommand(terminal),
        new PromptCommand(terminal),
        new TailCommand(terminal),
        new SessionsCommand(terminal),
        new FilesCommand(terminal),
        new CronCommand(terminal),
        new PublishCommand(terminal),
        new ApproveCommand(terminal),
        new DaemonCommand(terminal),
        new MembersCommand(terminal),
        new TokenCommand(terminal),
        new ConfigCommand(terminal),
        new VerifyCommand(terminal),
        new ExportCommand(terminal),
        new BackupCommand(terminal),
        new DemoAgentCommand(terminal),
    ];
}
