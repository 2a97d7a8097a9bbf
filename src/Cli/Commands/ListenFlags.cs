using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Reading;

namespace Carillon.Cli.Commands;

/// <summary>The flags that stand for settings: they win over the environment and the file.</summary>
internal sealed class ListenFlags
{
    private static readonly ListenSettings Defaults = new();
    private static readonly int MaxPort = (int)Setting.At("listen.port").Range!.Maximum;

    private readonly Option<int?> _port = new("--port", "-p")
    {
        Description = $"The one port of every surface; 0 lets the system choose [default: {Defaults.Port}]",
        HelpName = "PORT",
        CustomParser = ReadPort,
    };

    private readonly Option<string?> _host = new("--host")
    {
        Description = $"The address to listen on [default: {Defaults.Host}]",
        HelpName = "ADDRESS",
    };

    private readonly Option<bool> _compatPorts = new("--compat-ports") { Description = "Listen as well where each protocol's own clients look by default" };

    /// <summary>All of them, in the order of the help.</summary>
    public IReadOnlyList<Option> All => [_port, _host, _compatPorts];

    /// <summary>Those that were given.</summary>
    public IReadOnlyList<GivenFlag> Given(ParseResult parse) =>
    [
        .. Given(parse, _port, "listen.port", parse.GetValue(_port)?.ToString(CultureInfo.InvariantCulture)),
        .. Given(parse, _host, "listen.host", parse.GetValue(_host)),
        .. Given(parse, _compatPorts, "listen.compatPorts", parse.GetValue(_compatPorts) ? "true" : "false"),
    ];

    private static IEnumerable<GivenFlag> Given(ParseResult parse, Option option, string key, string? value) =>
        parse.GetResult(option) is { Implicit: false } ? [new GivenFlag(option.Name, key, value ?? "")] : [];

    private static int? ReadPort(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= MaxPort) return port;
        result.AddError($"--port takes a number from 0 to {MaxPort}, not '{text}'");
        return null;
    }
}
