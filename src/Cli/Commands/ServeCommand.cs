using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Server;
using Carillon.Server.Configuration;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon serve</c></summary>
internal sealed class ServeCommand : CliCommand
{
    private const int MaxPort = 65_535;
    private readonly Terminal _terminal;
    private readonly DataOption _data;

    private readonly Option<int> _port = new("--port", "-p")
    {
        Description = "The one port of every surface; 0 lets the system choose",
        HelpName = "PORT",
        DefaultValueFactory = _ => 7777,
        CustomParser = ReadPort,
    };

    private readonly Option<string> _host = new("--host")
    {
        Description = "The address to listen on",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly ConfigOption _config = new();

    private readonly Option<bool> _compatPorts = new("--compat-ports") { Description = "Listen as well where each protocol's own clients look by default" };

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
        Add(_port);
        Add(_host);
        Add(_data);
        Add(_config);
        Add(_compatPorts);
        Runs(RunAsync);
    }

    private async Task<ExitCode> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var folder = _data.Folder(parse);
        var options = new ServerOptions
        {
            Host = parse.GetRequiredValue(_host),
            Port = parse.GetValue(_port),
            DataDirectory = folder,
            CompatPorts = parse.GetValue(_compatPorts),
            File = _config.Read(parse, folder),
            SelfCommand = SelfCommand(),
            OnStarted = addresses => ServerBanner.Write(_terminal.Output, addresses, folder),
        };
        await CarillonServer.RunAsync(options, cancellationToken);
        return ExitCode.Ok;
    }

    private static int ReadPort(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= MaxPort) return port;
        result.AddError($"--port takes a number from 0 to {MaxPort}, not '{text}'");
        return 0;
    }

    /// <summary>How this program is started again: by its own file, or by the runtime with the assembly.</summary>
    private static IReadOnlyList<string> SelfCommand()
    {
        var executable = Environment.ProcessPath ?? throw new CliException(ExitCode.Failed, "The system does not say where this program is");
        var isRuntime = Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return isRuntime ? [executable, Path.Combine(AppContext.BaseDirectory, "carillon.dll")] : [executable];
    }
}
