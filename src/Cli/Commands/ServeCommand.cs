using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Core.Connections;
using Carillon.Server;
using Carillon.Server.Configuration;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon serve</c></summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly DataOption _data;

    private readonly ConfigOption _config;
    private readonly ListenFlags _listen = new();

    public ServeCommand(Terminal terminal)
        : base("serve", "Start the gateway and run it until it is stopped")
    {
        Examples =
        [
            new("carillon serve", "on this machine, with what it needs in your own data folder"),
            new("carillon serve --port 0 --data /tmp/try", "on any port, to try something"),
        ];
        _terminal = terminal;
        _data = new DataOption(terminal);
        _config = new ConfigOption(terminal);
        foreach (var flag in _listen.All) Add(flag);
        Add(_data);
        Add(_config);
        Runs(RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var folder = _data.Folder(parse);
        var sources = _config.Sources(parse, folder, _listen.Given(parse));
        var options = new ServerOptions
        {
            DataDirectory = folder,
            File = ConfigOption.Load(sources).Settings,
            Sources = sources,
            SelfCommand = SelfCommand(),
            StopReason = () => _terminal.Interrupts.IsByHand ? StopReasons.Maintenance : StopReasons.Restart,
            OnStarted = addresses => ServerBanner.Write(_terminal.Output, addresses, folder),
        };
        await CarillonServer.RunAsync(options, cancellationToken);
        return ExitCode.Ok;
    }

    /// <summary>How this program is started again: by its own file, or by the runtime with the assembly.</summary>
    private static IReadOnlyList<string> SelfCommand()
    {
        var executable = Environment.ProcessPath ?? throw new CliException(ExitCode.Failed, "The system does not say where this program is");
        var isRuntime = Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return isRuntime ? [executable, Path.Combine(AppContext.BaseDirectory, "carillon.dll")] : [executable];
    }
}
